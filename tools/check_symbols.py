#!/usr/bin/env python3
"""Holds that the library is a guest in someone's process, by what the linker sees.

It never prints, aborts, reads the clock or the environment: no object refers to a function that does. It exports its own
names and nothing else. Its Eigen is renamed, so that it cannot merge with a consumer's Eigen of other compiler flags.

usage: check_symbols.py libdangol.a libdangol.so
"""

import re
import subprocess
import sys

# Mangled names, without the version suffix. What g++ itself needs (exceptions, memory, guards) is none of these.
FORBIDDEN = {
    r"abort|exit|_exit|_Exit|quick_exit|at_quick_exit|raise|__assert_fail|kill": "ends the process",
    r"_ZSt(4cout|4cerr|4clog|3cin|5wcout|5wcerr|5wclog)|_ZNSt8ios_base4InitC1Ev": "uses the streams of the process",
    r"(v|vf|f)?w?printf|__v?f?printf_chk|puts|fputs|putchar|putc|fputc|perror|stdout|stderr|stdin|syslog": "prints",
    r"(secure_)?getenv|setenv|putenv|unsetenv|environ|setlocale|uselocale|_ZNSt6locale6globalERKS_": "reads or changes the environment",
    r"time|clock|clock_gettime|gettimeofday|localtime(_r)?|_ZNSt6chrono3_V2(12system|12steady|13high_resolution)_clock3nowEv": "reads the clock",
    r"s?rand(om)?|[dlmj]rand48|_ZNSt13random_device.*": "draws random numbers of its own",
    r"system|popen|fork|vfork|execv[pe]*|signal|sigaction|_ZSt13set_terminate.*": "governs the process",
    r"_?_?(exp|exp2|expm1|log|log2|log10|log1p|pow|lgamma(_r)?|tgamma|erf|erfc|sin|cos|tan|sinh|cosh|tanh)[fl]?": "differs between processors and C libraries; use core/math",
}

# What one object may refer to all the same, and why. An allowance that nothing needs any more is a fault as well.
ALLOWED = {
    "parallel.cpp.o": (
        r"_ZNSt6chrono3_V212steady_clock3nowEv",
        "the calling thread waits for its team at most 50 ms at a time; no result depends on it",
    ),
}

OURS = re.compile(r"_Z(T[ISVT]|GV|Th[n0-9_]+|Tc.*)?N[KVRO]*6dangol")


def names(*command: str) -> list[tuple[str, str]]:
    """(object, mangled name) of each line of nm."""
    output = subprocess.run(["nm", *command], check=True, capture_output=True, text=True).stdout
    found, part = [], ""
    for line in output.splitlines():
        if line.endswith(":"):
            part = line[:-1]
        elif line.strip():
            found.append((part, line.split()[-1].split("@")[0]))
    return found


def demangle(name: str) -> str:
    return subprocess.run(["c++filt", name], capture_output=True, text=True, check=True).stdout.strip()


def main(static: str, shared: str) -> int:
    faults = []
    wanted = names("--undefined-only", static)
    for part, name in wanted:
        for pattern, reason in FORBIDDEN.items():
            if re.fullmatch(pattern, name) and not re.fullmatch(ALLOWED.get(part, ("", ""))[0], name):
                faults.append(f"{part}: {demangle(name)}: {reason}")
    for part, (pattern, _) in ALLOWED.items():
        if not any(where == part and re.fullmatch(pattern, name) for where, name in wanted):
            faults.append(f"{part}: needs its allowance no longer")
    defined = names("--defined-only", static)
    faults += [f"{part}: {demangle(name)}: an Eigen that was not renamed" for part, name in defined if "5Eigen" in name]
    exported = names("--dynamic", "--defined-only", "--extern-only", shared)
    faults += [f"{shared} exports {demangle(name)}" for _, name in exported if not OURS.match(name)]
    if not defined or not exported:
        faults.append("a library without symbols: nothing was looked at")
    print(*faults, f"{len(defined)} symbols defined, {len(exported)} exported, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
