# static_libraries.sh SWIFT, to be sourced: makes the program carry Swift's libraries with it, which it then need not look for
# when it starts. On Linux sets what the driver that links needs, and `static_flags` for `swift build`; elsewhere the system
# has those libraries, and no flag is set.
#
# FlyingFox has a proxy that fetches pages by URLSession, and that wants libcurl, of which Debian has no archive that could be
# linked. Nothing here makes a proxy: each function of curl that Foundation names ends the program instead.
static_flags=()
runtime=$("$1" -print-target-info -static-stdlib | sed -n 's/.*"runtimeResourcePath": *"\([^"]*\)".*/\1/p')/linux
if [ "$(uname -s)" = Linux ] && [ -f "$runtime/lib_CFURLSessionInterface.a" ]; then
  archives=$PWD/.build/archives
  if [ ! "$archives/libcurl.a" -nt "$runtime/lib_CFURLSessionInterface.a" ]; then
    mkdir -p "$archives"
    {
      echo '#include <stdlib.h>'
      nm -u "$runtime/lib_CFURLSessionInterface.a" | awk '/ U curl_/ {print $2}' | sort -u | while read -r name; do
        echo "void $name(void) { abort(); }"
      done
    } >"$archives/no_curl.c"
    "${CC:-clang}" -c -O1 -fno-builtin "$archives/no_curl.c" -o "$archives/no_curl.o"
    rm -f "$archives/libcurl.a"
    ar rcs "$archives/libcurl.a" "$archives/no_curl.o"
  fi
  # The folder must come before all others, where an archive of curl may lie that wants libraries of its own; flags of the
  # linker come after them, so the driver that links gets it as its first.
  printf '#!/bin/sh\nexec "%s" "-L%s" "$@"\n' "$(command -v "${CC:-clang}")" "$archives" >"$archives/clang"
  chmod +x "$archives/clang"
  export SWIFT_DRIVER_CLANG_EXEC=$archives/clang
  static_flags=(--static-swift-stdlib)
fi
