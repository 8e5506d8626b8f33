#pragma once
#include <stddef.h>
#include <stdint.h>

// Of libFuzzer: runs the callback on ever new bytes until told to stop.
int LLVMFuzzerRunDriver(
    int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
