"""Selections and matchings of random rosters: the recheck's JavaScript against Tests/Interop/draw.py.
Usage: draws.py RECHECK.JS [ROUNDS]"""
import random, re, subprocess, sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Interop"))
import draw


def plain(answer):
    """What both say: no certificates, no steps, no order inside a batch, nobody after a list that nobody follows."""
    if answer.startswith("error"):
        return answer
    if answer.startswith("scarce"):
        if " unfilled 0 " not in answer:
            return "error draw.infeasible"
        steps = dict(re.findall(r" (\S+?):\d+:[^ ]*:[^ ]*:(\S+)", answer))
        scarce = re.match(r"scarce (\S*) unfilled 0", answer)[1]
        return (f"scarce {scarce} " + " ".join(f"{slot}:{steps[slot]}" for slot in sorted(steps))
                + " standbys " + answer.rsplit("standbys ", 1)[1])
    head, rest = answer.split(" batches ", 1)
    batches, rest = rest.split(" replaced ", 1)
    batches = "|".join(",".join(sorted(batch.split(","))) for batch in batches.split("|"))
    return f"{head} batches {batches} replaced " + rest.split(" reseed ")[0]


def until_shortage(answer):
    """After somebody whom nobody follows the two lists differ in what they keep of groups: compare up to there."""
    return re.sub(r"(replaced [^ ]*?draw\.reservesUsedUp)[^ ]*", r"\1", answer)


def main():
    script, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    chance = random.Random(6)
    cases = [(draw.random_selection if number % 2 else draw.random_matching)(chance) for number in range(rounds)]
    output = subprocess.run(["node", str(HERE / "judge.js"), script], input="".join(case for case, _ in cases).encode(),
                            stdout=subprocess.PIPE, check=True).stdout.decode()
    answers = output.splitlines()
    if len(answers) != len(cases):
        sys.exit(f"{len(answers)} answers to {len(cases)} cases")
    for (case, expected), answer in zip(cases, answers):
        wanted, got = until_shortage(plain(expected)), until_shortage(answer)
        if wanted != got:
            sys.exit(f"{case}expected {wanted}\nanswer   {got}")
    full = sum(" unfilled 0 " in expected for _, expected in cases)
    if not 0 < full < rounds // 2:
        sys.exit("the cases are too tame to show anything")
    print(f"{rounds // 2} selections and {rounds - rounds // 2} matchings agree ({full} of them can be filled)")


main()
