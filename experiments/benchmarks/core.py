"""The core update (draw, show, notice, update of four beliefs, stage gates, trust): compiled rules against C, equal to the bit.

The loop is a bare one, the rules in it are the real ones. A pair's encounter is won here where both found it building, so that the
gates of all stages are tried. No fused multiply-add is allowed in the C version (-ffp-contract=off), since it rounds once instead of
twice; numba does not use it either.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

import numba
import numpy as np
from measure import HERE, Figure, Findings, compiler, first_line, interleaved, median, ratios, spread_of, timed

from trustsim import randomness, state
from trustsim.model import TrustModel
from trustsim.randomness import unit
from trustsim.rules import beliefs, blocks, signals
from trustsim.rules.beliefs import share_known, trust_of
from trustsim.rules.blocks import STAGE_OF_A, STAGE_OF_B, new_block
from trustsim.rules.schedule import draw_encounters, draw_gates
from trustsim.rules.signals import perceive, show_and_notice
from trustsim.rules.stages import advanced
from trustsim.scenario.load import scenario_from
from trustsim.state import CALCULATIVE, JOINT, N_PAIRS, N_QUALITIES

FLAGS = ["-std=c11", "-O3", "-fPIC", "-shared", "-ffp-contract=off", "-fno-math-errno"]
RECORDS = {"constants_t": state.CONSTANTS, "staff_t": state.STAFF, "pair_t": state.PAIR, "tie_t": state.TIE, "team_t": state.TEAM}
NUMBERS = {"INTERACTION": randomness.INTERACTION, "STAGE": randomness.STAGE} | {
    name: getattr(state, name) for name in ("BANK", "BETA_COUNT", "PLAIN_MEAN", "STRICT_MINIMUM", "RANDOM_NULL", "COMPETENCE", "JOINT",
                                            "CALCULATIVE", "ROLE", "PRACTICE", "IDENTIFICATORY", "N_QUALITIES")} | {
    name: getattr(blocks, name) for name in ("QUALITY_BLOCKS", "LUCK_ROWS", "SHOWN_TO_A", "SHOWN_TO_B", "STAGE_OF_A", "STAGE_OF_B", "STAGE_ROWS")}
C_TYPES = {"f8": "double", "i8": "int64_t", "i4": "int32_t", "u8": "uint64_t", "u4": "uint32_t", "u1": "uint8_t", "i1": "int8_t",
           "f4": "float", "i2": "int16_t", "u2": "uint16_t"}
ENCOUNTERS = 4      # of a pair in a week
WARM_WEEKS = 39     # a school year before the inputs are taken: ties of all stages, some scars


@numba.njit(error_model="numpy")
def core_weeks(seed: Any, p: Any, staff: Any, pairs: Any, ties: Any, teams: Any, n_pairs: int, first_week: int, weeks: int,
               encounters: int) -> int:
    """As many encounters of every pair in every week, the luck of many drawn at once; returns directed interactions."""
    block = new_block()
    interactions = 0
    at_once = blocks.ENCOUNTERS_AT_ONCE // encounters
    for week in range(first_week, first_week + weeks):
        for start in range(0, n_pairs, at_once):
            stop = min(start + at_once, n_pairs)
            n = 0
            for k in range(encounters):   # in rounds, as in the rules
                for number in range(start, stop):
                    block.keys[n] = pairs[number].key
                    block.events[n] = np.uint64(((JOINT << 12) | k) << 8)
                    n += 1
            draw_encounters(seed, week, block.keys, block.events, n, block.luck)
            draw_gates(seed, week, block.keys, block.events, n, block.gate_luck)
            interactions += core_pairs(p, staff, pairs, ties, teams, start, stop, encounters, block)
    return interactions


@numba.njit(error_model="numpy", _nrt=False)   # without reference counting, as the rules themselves
def core_pairs(p: Any, staff: Any, pairs: Any, ties: Any, teams: Any, start: int, stop: int, encounters: int, block: Any) -> int:
    """The encounters of some pairs, whose luck is drawn; returns directed interactions."""
    luck, gate_luck, shown, good = block.luck, block.gate_luck, block.shown, block.good
    known, notice, show = block.conduct.known, block.conduct.notice, block.conduct.show
    n = stop - start
    for k in range(encounters):
        for m in range(n):
            e, number = np.uint64(k * n + m), np.uint32(start + m)
            pair = pairs[number]
            a, b = staff[pair.a], staff[pair.b]
            tie_a, tie_b = ties[2 * number], ties[2 * number + 1]
            shift_a = p.demonstration.own_trust * (2.0 * tie_a.trust - 1.0)
            shift_b = p.demonstration.own_trust * (2.0 * tie_b.trust - 1.0)
            known_a, known_b = share_known(p, float(tie_a.familiarity)), share_known(p, float(tie_b.familiarity))
            known[0, e], known[1, e] = known_a, known_b
            notice[0, e] = a.notice_base + p.discernment.familiarity * (known_a - 0.5)
            notice[1, e] = b.notice_base + p.discernment.familiarity * (known_b - 0.5)
            for q in range(N_QUALITIES):
                show[q, e] = b.show_base[q] + shift_b
                show[N_QUALITIES + q, e] = a.show_base[q] + shift_a
        show_and_notice(p, luck, show, notice, k * n, (k + 1) * n, shown, good)
        for m in range(n):
            e, number = np.uint64(k * n + m), np.uint32(start + m)
            pair = pairs[number]
            tie_a, tie_b = ties[2 * number], ties[2 * number + 1]
            good_a = perceive(p, tie_a, teams[staff[pair.b].team], known[0, e], shown, good, 0, e)
            good_b = perceive(p, tie_b, teams[staff[pair.a].team], known[1, e], shown, good, N_QUALITIES, e)
            won = good_a >= p.beliefs.builds_from and good_b >= p.beliefs.builds_from
            if won or tie_a.stage == CALCULATIVE or tie_b.stage == CALCULATIVE:
                tie_a.stage = advanced(p, tie_a, won, pair.overlap, 1.0, unit(gate_luck[STAGE_OF_A, e]), unit(gate_luck[STAGE_OF_A + 1, e]),
                                       unit(gate_luck[STAGE_OF_A + 2, e]))
                tie_b.stage = advanced(p, tie_b, won, pair.overlap, 1.0, unit(gate_luck[STAGE_OF_B, e]), unit(gate_luck[STAGE_OF_B + 1, e]),
                                       unit(gate_luck[STAGE_OF_B + 2, e]))
    for m in range(n):
        number = np.uint32(start + m)
        tie_a, tie_b = ties[2 * number], ties[2 * number + 1]
        tie_a.trust = trust_of(p, tie_a.belief, tie_a.stage)
        tie_b.trust = trust_of(p, tie_b.belief, tie_b.stage)
    return 2 * encounters * n


# The C version


def struct_of(dtype: np.dtype[Any], indent: str = "    ") -> str:
    """Fields of a C struct that lies in memory as records of `dtype` do."""
    lines = []
    for name in dtype.names or ():
        inner = dtype[name]
        size = "".join(f"[{n}]" for n in inner.shape)
        if inner.base.names:
            lines.append(f"{indent}struct {{\n{struct_of(inner.base, indent + '    ')}\n{indent}}} {name}{size};")
        else:
            lines.append(f"{indent}{C_TYPES[inner.base.str[1:]]} {name}{size};")
    return "\n".join(lines)


def layout() -> str:
    """The header of core.c: records, constants and weights of the project as it stands, with checks that they lie alike."""
    lines = ["#include <stddef.h>", "enum {", *(f"    {name} = {int(number)}," for name, number in NUMBERS.items()), "};",
             f"#define NULL_CHANCE {signals.NULL_CHANCE!r}"]
    rows = ", ".join("{" + ", ".join(repr(float(x)) for x in row) + "}" for row in beliefs.STAGE_WEIGHTS)
    lines.append(f"static const double STAGE_WEIGHTS[{len(beliefs.STAGE_WEIGHTS)}][N_QUALITIES] = {{{rows}}};")
    for name, dtype in RECORDS.items():
        lines += ["typedef struct {", struct_of(dtype), f"}} {name};",
                  f'_Static_assert(sizeof({name}) == {dtype.itemsize}, "{name}");',
                  *(f'_Static_assert(offsetof({name}, {part}) == {dtype.fields[part][1]}, "{name}.{part}");'
                    for part in dtype.names or ())]
    return "\n".join(lines) + "\n"


class Refused(Exception):
    """Why there is no C version to compare with."""


def c_core() -> tuple[Any, str]:
    """The C version as a function on addresses and numbers, and how it was compiled. `Refused` says why there is none."""
    cc = compiler()
    if cc is None:
        raise Refused("no C compiler was found (cc, gcc, clang or $CC)")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "layout.h").write_text(layout(), encoding="utf-8")
        for native in (["-march=native"], ["-mcpu=native"], []):
            command = [cc, *FLAGS[:2], *native, *FLAGS[2:], f"-I{folder}", str(HERE / "core.c"), "-o", f"{folder}/core.so", "-lm"]
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=120)
            except (OSError, subprocess.SubprocessError) as error:
                raise Refused(f"{cc} does not run: {error}") from error
            if done.returncode == 0:
                break
        else:
            raise Refused(f"{cc} does not compile core.c: {done.stderr.strip()[:400]}")
        function = ctypes.CDLL(f"{folder}/core.so").core_weeks   # stays loaded when the file goes
    function.restype = ctypes.c_int64
    function.argtypes = [ctypes.c_uint64, *[ctypes.c_void_p] * 5, *[ctypes.c_int64] * 4]
    return function, f"{first_line([cc, '--version'])}; {' '.join([*FLAGS[:2], *native, *FLAGS[4:]])}"


class Inputs:
    """Ties and people of one school, of which each version gets its own copy."""

    def __init__(self, settings: dict[str, Any] | None = None, *, seed: int = 1, warm_weeks: int = WARM_WEEKS) -> None:
        scenario = scenario_from({"staff": 60, "weeks": warm_weeks, "record": {"events": False}} | (settings or {}))
        w = TrustModel(scenario, seed=seed).run().state
        self.seed, self.week = w.seed, warm_weeks + 1
        self.n_pairs = int(w.count[N_PAIRS])
        self.p = np.array([w.p])
        self.staff, self.pairs, self.ties, self.teams = (array.copy() for array in (w.staff, w.pairs, w.ties, w.teams))

    def copy(self) -> Inputs:
        """The same inputs in arrays of their own."""
        other = object.__new__(Inputs)
        other.__dict__.update(self.__dict__)
        other.ties, other.teams = self.ties.copy(), self.teams.copy()
        return other

    def weeks_of(self, interactions: int) -> int:
        """Weeks that hold at least so many interactions."""
        return -(-interactions // (2 * ENCOUNTERS * self.n_pairs))

    def by_rules(self, weeks: int) -> int:
        """Run the compiled rules."""
        return int(core_weeks(self.seed, self.p[0], self.staff, self.pairs, self.ties, self.teams, self.n_pairs, self.week, weeks, ENCOUNTERS))

    def by_c(self, function: Any, weeks: int) -> int:
        """Run the C version."""
        arrays = (self.p, self.staff, self.pairs, self.ties, self.teams)
        return int(function(int(self.seed), *(a.ctypes.data for a in arrays), self.n_pairs, self.week, weeks, ENCOUNTERS))

    def same_as(self, other: Inputs) -> bool:
        """Whether both hold the same bytes: what ties believe and trust, their stages, and what teams were seen to show."""
        return all(mine[name].tobytes() == theirs[name].tobytes()   # by field: what lies between fields is nobody's
                   for mine, theirs in ((self.ties, other.ties), (self.teams, other.teams)) for name in mine.dtype.names)


def measure_core(found: Findings, *, interactions: int, repetitions: int) -> None:
    """The ratio of both, interleaved; each repetition begins anew from the same inputs."""
    start = Inputs()
    weeks = start.weeks_of(interactions)
    start.copy().by_rules(1)   # compiles
    try:
        function, how = c_core()
    except Refused as why:
        function, how = None, str(why)
        found.notes.append(f"The ratio to C is left out: {how}.")
    ends: dict[str, Inputs] = {}

    def one(name: str) -> float:
        mine = start.copy()
        begun = process_time()
        done = mine.by_rules(weeks) if name == "rules" else mine.by_c(function, weeks)
        seconds = process_time() - begun
        ends[name] = mine
        return seconds / done * 1e9

    names = ["rules"] + (["c"] if function else [])
    took = interleaved(repetitions, **{name: (lambda name=name: one(name)) for name in names})
    if function:
        assert ends["rules"].same_as(ends["c"]), "core.c and the compiled rules differ: one of them was changed alone"
        ratio = ratios(took["rules"], took["c"])
        found.add(Figure("core_ratio", "core update, compiled rules against C", median(ratio), "x", target=2.0, spread=spread_of(ratio)))
        found.add(timed("core_c_ns", "core update, C", took, "c", "ns"))
        found.notes.append(f"Core: {weeks * 2 * ENCOUNTERS * start.n_pairs:,} interactions a repetition; ties and teams of both versions "
                           f"are equal to the bit. C: {how}.")
    found.add(timed("core_rules_ns", "core update, compiled rules", took, "rules", "ns"))
