#!/usr/bin/env python3
"""Measures the machine code of the CUDA kernels; writes docs/results/kernels.json, the table of docs/kernels.md.

    docs/kernels.py            # compiles the kernels for each architecture with nvcc, then runs docs/tables.py
    docs/kernels.py --check    # needs no nvcc: exit code 1 if the kernels' sources are not those that were measured, or
                               # if a kernel spills

The table is of compute capability 9.0; registers and spills are also measured for 8.0 and 10.0, the other two that the
build makes machine code for.

Registers, stack and spills are what ptxas says. Instructions are counted in the machine code itself, which needs no
disassembler: an instruction has 128 bits, of which the lowest 12 tell the operation; for loads, bits 73 to 75 tell the
width. The main loop is the smallest loop that holds the most FFMA instructions, found by its backward branch.
"""

import hashlib
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

DOCS = pathlib.Path(__file__).resolve().parent
SOURCES = DOCS.parent / "cuda-kernels" / "src" / "main" / "cuda"
RESULT = DOCS / "results" / "kernels.json"
ARCHITECTURE = "sm_90"
OTHERS = ["sm_80", "sm_100"]

# The lowest 9 bits name the operation, the next 3 the kind of its operands.
FFMA, BRANCH, LOAD_GLOBAL, LOAD_SHARED, LOAD_LOCAL, STORE_LOCAL = 0x23, 0x147, 0x181, 0x184, 0x183, 0x187
SPILLED = "spilled on any, bytes"
WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 8, 6: 16}


def digest():
    """A number that changes with any source of the kernels."""
    total = hashlib.sha256()
    for path in sorted(SOURCES.glob("*.cu*")):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def compile_kernels(folder, architecture):
    source = folder / "kernels.cu"
    source.write_text("".join(f'#include "{path}"\n' for path in sorted(SOURCES.glob("*.cu"))))
    command = ["nvcc", "-std=c++17", "-O3", "-I", str(SOURCES), f"-arch={architecture}", "-cubin", "-Xptxas", "-v"]
    done = subprocess.run([*command, "-o", str(folder / "kernels.cubin"), str(source)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return (folder / "kernels.cubin").read_bytes(), done.stderr


def resources(log):
    """By kernel: registers, bytes of stack, bytes of spill stores and loads."""
    found, kernel, spills = {}, None, None
    for line in log.splitlines():
        if match := re.search(r"Compiling entry function '(\w+)'", line):
            kernel = match[1]
        if match := re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", line):
            spills = tuple(int(number) for number in match.groups())
        if (match := re.search(r"Used (\d+) registers", line)) and kernel:
            found[kernel] = (int(match[1]), *spills)
            kernel = None
    return found


def sections(elf):
    """The name and bytes of each section of a 64-bit ELF file."""
    start, count, names = struct.unpack_from("<Q", elf, 40)[0], *struct.unpack_from("<HH", elf, 60)
    headers = [struct.unpack_from("<IIQQQQIIQQ", elf, start + 64 * i) for i in range(count)]
    texts = headers[names]
    for name, _, _, _, offset, size, *_ in headers:
        at = texts[4] + name
        yield elf[at : elf.index(b"\0", at)].decode(), elf[offset : offset + size]


def instructions(code):
    for at in range(0, len(code), 16):
        low, high = struct.unpack_from("<QQ", code, at)
        yield low | high << 64


def main_loop(words):
    """First and last place of the smallest loop with the most FFMA; the whole code if no loop has any."""
    best = (0, 0, 0, len(words) - 1)
    counts = [0]
    for word in words:
        counts.append(counts[-1] + (word & 0x1FF == FFMA))
    for place, word in enumerate(words):
        if word & 0x1FF == BRANCH:
            # In units of 4 bytes from the next instruction: 48 bits with a sign from bit 34 on, then 8 bits from 16 on.
            upper = word >> 34 & (1 << 48) - 1
            upper -= (upper >> 47) << 48
            target = place + 1 + (upper * 256 + (word >> 16 & 0xFF)) // 4
            if 0 <= target <= place:
                best = max(best, (counts[place + 1] - counts[target], target - place, target, place))
    return best[2], best[3]


def describe(words):
    first, last = main_loop(words)
    loop = words[first : last + 1]
    share = sum(word & 0x1FF == FFMA for word in loop) / len(loop)

    def widths(operation):
        found = {}
        for word in words:
            if word & 0x1FF == operation:
                width = WIDTHS[word >> 73 & 7]
                found[width] = found.get(width, 0) + 1
        return ", ".join(f"{count} x {width}" for width, count in sorted(found.items(), reverse=True)) or "-"

    return len(words), f"{100 * share:.0f} %" if share else "-", widths(LOAD_GLOBAL), widths(LOAD_SHARED)


def measure():
    with tempfile.TemporaryDirectory() as folder:
        elf, log = compile_kernels(pathlib.Path(folder), ARCHITECTURE)
        others = [resources(compile_kernels(pathlib.Path(folder), other)[1]) for other in OTHERS]
    used = resources(log)
    rows = []
    for name, code in sections(elf):
        if name.startswith(".text."):
            words = list(instructions(code))
            # Every kernel ends in a branch to itself and in padding that is never run.
            end = max(place for place, word in enumerate(words) if word & 0x1FF == BRANCH)
            kernel = name.removeprefix(".text.")
            registers, stack, *_ = used[kernel]
            spilled = [sum(each[kernel][2:]) for each in (used, *others)]
            row = [
                kernel,
                registers,
                " ".join(str(each[kernel][0]) for each in others),
                stack,
                sum(spilled),
                *describe(words[: end + 1]),
            ]
            rows.append([str(cell) for cell in row])
    version = subprocess.run(["nvcc", "--version"], capture_output=True, text=True, check=True).stdout
    return {
        "command": "docs/kernels.py",
        "compiler": "nvcc " + re.search(r"release ([\d.]+)", version)[1] + ", " + ", ".join([ARCHITECTURE, *OTHERS]),
        "sources": digest(),
        "columns": [
            "kernel",
            "registers",
            "on 8.0, 10.0",
            "stack, bytes",
            SPILLED,
            "instructions",
            "FFMA in the main loop",
            "loads of memory, count x bytes",
            "loads of shared memory",
        ],
        "rows": sorted(rows),
    }


def spilling(result):
    column = result["columns"].index(SPILLED)
    return [row[0] for row in result["rows"] if row[column] != "0"]


def main(arguments):
    if arguments == ["--check"]:
        result = json.loads(RESULT.read_text())
        if result["sources"] != digest():
            sys.exit("docs/results/kernels.json was measured with other kernels: run docs/kernels.py where nvcc is")
        if spilling(result):
            sys.exit("these kernels spill registers: " + ", ".join(spilling(result)))
    elif arguments:
        sys.exit(__doc__)
    else:
        result = measure()
        RESULT.write_text(json.dumps(result, indent=1) + "\n")
        subprocess.run([sys.executable, DOCS / "tables.py"], check=True)
        if spilling(result):
            print("these kernels spill registers: " + ", ".join(spilling(result)))


if __name__ == "__main__":
    main(sys.argv[1:])
