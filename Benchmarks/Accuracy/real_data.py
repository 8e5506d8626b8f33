"""The public recordings, where they are, and what people have marked in them."""
import os
import pathlib
import re

FOLDER = pathlib.Path(os.environ.get("MYOSIFT_DATA", pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"))
NEEDLE = "emglab-R001/R00108"
VOLUNTARY = ["healthy", "myopathy", "neuropathy"]
REST = "pysiology/convertedEMG_1000Hz_1ch_f32le.raw"
REST_RATE = 1000


def path(name, folder=FOLDER):
    """A recording's path; raises FileNotFoundError where it is absent."""
    found = pathlib.Path(folder) / name
    if not found.exists():
        raise FileNotFoundError(f"{name} is not in the folder of real recordings (MYOSIFT_DATA)")
    return found


def needle_firings(folder=FOLDER):
    """EMGLAB R00108's firings as marked by hand: (unit, seconds), 659 of eight units."""
    text = path(NEEDLE + ".eaf", folder).read_text(encoding="latin1")
    body = text[text.index("<emglab_spike_events>"):text.index("</emglab_spike_events>")]
    rows = [line.split() for line in re.split(r"[\r\n]+", body)[1:] if len(line.split()) == 3]
    return [(int(unit), float(time)) for time, unit, _ in rows]
