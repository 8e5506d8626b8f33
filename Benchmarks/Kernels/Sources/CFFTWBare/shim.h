#ifndef CFFTW_BARE_SHIM_H
#define CFFTW_BARE_SHIM_H
#include <fftw3.h>
#endif
