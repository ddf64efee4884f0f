"""`./usher bench [name …]`: what Usher costs, against a reference measured in the same run.

Trust the ratios: the two sides alternate, so that whatever else the machine does hits both.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.bench import ack, door, hostile, mails, start, sweep


@dataclass(frozen=True)
class Bench:
    """Prints its lines one by one, as `what: ours, reference, ratio (bound)`."""

    name: str
    run: Callable[[], Iterator[str]]


BENCHES = (
    Bench("start", start.run),
    Bench("ack", ack.run),
    Bench("door", door.run),
    Bench("mails", mails.run),
    Bench("sweep", sweep.run),
    Bench("hostile", hostile.run),
)


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - {bench.name for bench in BENCHES}
    if unknown:
        known = ", ".join(bench.name for bench in BENCHES)
        sys.stderr.write(f"usher bench: no {', '.join(sorted(unknown))}; there are {known}\n")
        return 2
    for bench in BENCHES:
        if not wanted or bench.name in wanted:
            sys.stdout.write(f"{bench.name}\n")
            for line in bench.run():
                sys.stdout.write(f"  {line}\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
