// The decoder of libFLAC.
#pragma once
#include <FLAC/stream_decoder.h>
