"""Two languages: the catalogue is whole, nothing that a student reads is missing from it, and the course chooses."""

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg, parse_toml_cfg  # type: ignore[attr-defined] # noqa: F401
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from autograder import words
