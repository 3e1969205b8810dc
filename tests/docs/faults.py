# SPDX-License-Identifier: GPL-2.0-or-later
"""How the tests of the pages say what is wrong with them."""

import sys


def tell(tests):
    """Prints each (title, faults) as a test, which fails where there are faults, and ends the program."""
    print(f"1..{len(tests)}")
    for number, (title, faults) in enumerate(tests, 1):
        print(f"{'not ok' if faults else 'ok'} {number} - {title}")
        for fault in faults:
            print(f"# {fault}")
    sys.exit(1 if any(faults for _, faults in tests) else 0)
