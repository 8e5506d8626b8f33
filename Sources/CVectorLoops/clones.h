// Marks a function to be compiled for several instruction sets.
#ifndef CLONES_H
#define CLONES_H

#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
#define EMG_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EMG_CLONES
#endif

#endif
