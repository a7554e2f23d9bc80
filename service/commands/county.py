"""`assistant county`: a workbook to fill in with a county's figures, and loading it; no repository file is edited."""

import argparse
import sys
from pathlib import Path
from typing import Any

from knowledge.county import counties, load_county
from service.counties import look_in_the_state_folder, packs_folder
from service.county_pack.checking import check
from service.county_pack.keeping import Kept, keep
from service.county_pack.reading import read_filled
from service.county_pack.template import write_template
from service.settings import Settings
from storage.clock import today


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser(
        "county", help="write a workbook for a county's figures, load it, list what is there"
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    template = verbs.add_parser("template", help="write an empty workbook")
    template.add_argument("-o", "--out", type=Path, required=True, metavar="FILE.xlsx")
    template.set_defaults(execute=write)
    load = verbs.add_parser("load", help="check a filled-in workbook or YAML file and load it")
    load.add_argument("file", type=Path, metavar="FILE.xlsx|yaml")
    load.add_argument("--check-only", action="store_true", help="say what was found and load nothing")
    load.set_defaults(execute=load_file)
    listing = verbs.add_parser("list", help="say which packs there are")
    listing.set_defaults(execute=show)


def write(arguments: argparse.Namespace) -> int:
    """Write the template."""
    if arguments.out.suffix.lower() != ".xlsx":
        print(f"assistant: {arguments.out} does not end with .xlsx", file=sys.stderr)
        return 1
    count = write_template(arguments.out)
    print(f"{arguments.out}: {count} figures to fill in. Then: assistant county load {arguments.out}")
    return 0


def load_file(arguments: argparse.Namespace) -> int:
    """Check, keep, say what to do next; 1 when something must be corrected first."""
    settings = Settings()
    checked = check(read_filled(arguments.file))
    for finding in checked.findings:
        print(f"✗ {finding}")
    if checked.errors:
        print(f"assistant: {len(checked.errors)} cells to correct; nothing was loaded", file=sys.stderr)
        return 1
    if arguments.check_only:
        print("✓ nothing to correct")
        return 0
    kept = keep(checked, packs_folder(settings))
    look_in_the_state_folder(settings)
    _tell(kept, checked.given)
    return 0


def _tell(kept: Kept, given: int) -> None:
    for alarm in kept.alarms:
        print(f"! {alarm}")
    county = kept.county
    now = county.parameters.at(county.day(today()))
    own = [name for name in now if county.parameters[name].jurisdiction == "county"]
    open_ = [county.parameters[name].label_zh for name in own if now[name].missing]
    again = "loaded again, the former one kept beside it" if kept.replaced else "loaded"
    print(f"✓ {county.label_zh} ({county.id}, {county.policy_set}) {again}: {given} figures, in {kept.folder}")
    if open_:
        print(f"  still open ({len(open_)}), said as a formula until they are filled in: {'、'.join(open_)}")
    print(f"  use it by: ASSISTANT_COUNTY={county.id}")


def show(_arguments: argparse.Namespace) -> int:
    """One pack a line."""
    look_in_the_state_folder(Settings())
    for id in counties():
        county = load_county(id)
        print(f"{id}\t{county.label_zh}\t{county.policy_set}")
    return 0
