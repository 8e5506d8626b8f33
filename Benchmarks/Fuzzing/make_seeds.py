"""make_seeds.py FOLDER: small sound recordings of every format, a folder a format, to begin from: what stands in Seeds.

Needs SciPy, ezc3d and soundfile.

`beside-FORMAT` holds what must stand beside the file that is varied.
"""

import io
import struct
import sys
import tarfile
import warnings
import zlib
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
root = Path(sys.argv[1])
values = (np.sin(np.arange(120) / 5) * 500).astype("<i2")


def put(form, name, data):
    (root / form).mkdir(parents=True, exist_ok=True)
    (root / form / name).write_bytes(data)


def edf(bdf, plus):
    """Two signals and annotations in three data records."""
    signals = ["EMG TA", "ECG", "BDF Annotations" if bdf else "EDF Annotations"]
    width, head = (3, b"\xffBIOSEMI") if bdf else (2, b"0       ")
    top, spr = (8388607 if bdf else 32767), [20, 10, 20]
    reserved = ("BDF" if bdf else "EDF") + plus
    fixed = f"{'X X X X':80}{'Startdate X X X X':80}01.02.0303.04.05{256 * 4:<8}{reserved:44}{3:<8}{1:<8}{3:<4}"
    rows = [(s, 16) for s in signals] + [("", 80)] * 3 + [("uV", 8), ("uV", 8), ("", 8)]
    rows += [("-500", 8)] * 3 + [("500", 8)] * 3 + [(str(-top - 1), 8)] * 3 + [(str(top), 8)] * 3
    rows += [("", 80)] * 3 + [(str(n), 8) for n in spr] + [("", 32)] * 3
    body = head + fixed.encode() + "".join(f"{t:{w}}" for t, w in rows).encode()
    for record in range(3):
        for n in range(30):
            body += int(values[n + record]).to_bytes(width, "little", signed=True)
        time = record * (3 if plus == "+D" else 1)
        note = f"+{time}\x14\x14\x00+{time}.5\x150.1\x14note\x14\x00".encode()
        body += note.ljust(20 * width, b"\0")
    return body


def xdf():
    def chunk(tag, content, wide=4):
        size = len(content) + 2
        return bytes([wide]) + size.to_bytes(wide, "little") + struct.pack("<H", tag) + content

    def header(number, kind, count, rate, form):
        text = (
            f"<info><name>s{number}</name><type>{kind}</type><channel_count>{count}</channel_count>"
            f"<nominal_srate>{rate}</nominal_srate><channel_format>{form}</channel_format><desc>"
            "<channels><channel><label>TA</label><unit>microvolts</unit></channel></channels></desc></info>"
        )
        return chunk(2, struct.pack("<I", number) + text.encode())

    def samples(number, rows):
        body = b"".join((b"\x00" if t is None else b"\x08" + struct.pack("<d", t)) + v for t, v in rows)
        return chunk(3, struct.pack("<IBI", number, 4, len(rows)) + body)

    data = b"XDF:" + chunk(1, b"<info><version>1.0</version></info>", 1)
    data += header(1, "EMG", 1, 100, "int16") + header(2, "Markers", 1, 0, "string")
    data += header(3, "Acc", 1, 50, "float32") + chunk(4, struct.pack("<Idd", 1, 1.0, 0.01), 1)
    data += samples(1, [(1.0 if n % 8 == 0 else None, struct.pack("<h", n)) for n in range(12)])
    data += samples(2, [(1.05, b"\x01\x02go")]) + samples(3, [(1.1 + n, struct.pack("<f", n)) for n in range(4)])
    return data + chunk(6, struct.pack("<I", 1) + b"<info><sample_count>12</sample_count></info>", 8)


def gdf(second):
    count = 2
    fixed = (b"GDF 2.20" if second else b"GDF 1.25").ljust(168, b" " if second else b"\0")
    length = 256 * (count + 1)
    if second:
        fixed += struct.pack("<QQH", 738219 << 32, 0, length // 256)
    else:
        fixed += b"2021030412000000" + struct.pack("<q", length)
    fixed = fixed.ljust(236, b"\0") + struct.pack("<qIII", 3, 1, 10, count)
    limit = "<d" if second else "<q"
    fields = b"TA".ljust(16, b"\0") * 2 + bytes(80) * 2
    fields += bytes(6) * 2 + struct.pack("<HH", 4275, 4274) if second else b"uV".ljust(8) * 2
    fields += struct.pack("<dddd", -500, -500, 500, 500)
    fields += struct.pack(limit, -1000) * 2 + struct.pack(limit, 1000) * 2
    fields += bytes(80) * 2 + struct.pack("<IIII", 10, 5, 3, 16) + bytes(32) * 2
    body = b"".join(values[:10].tobytes() + values[:5].astype("<f4").tobytes() for _ in range(3))
    events = b"\x03" + (b"\x01\0\0" + struct.pack("<f", 100) if second else b"\x64\0\0" + struct.pack("<I", 1))
    return fixed + fields + body + events + struct.pack("<IHHI", 5, 0x301, 1, 3)


def intan(rhs, version):
    def text(value):
        data = value.encode("utf-16-le")
        return struct.pack("<I", len(data)) + data if data else b"\xff\xff\xff\xff"

    def channel(name, kind):
        return text(name) + text(name) + struct.pack("<hhhh", 0, 0, kind, 1) + bytes(14 if rhs else 12) + bytes(8)

    data = (b"\xac\x27\x91\xd6" if rhs else b"\x02\x27\x91\xc6") + struct.pack("<hhf", *version, 1000)
    data += bytes(2 + 4 * (8 if rhs else 6) + 2 + 8) + (bytes(4) + struct.pack("<fff", 1e-6, 0, 0) if rhs else b"")
    data += text("a") + text("") + text("")
    data += struct.pack("<hh", 1, 0) + text("") if rhs else b""
    if not rhs:
        data += struct.pack("<hh", 1, 13) + (text("R") if version[0] >= 2 else b"")
    kinds = [0, 3, 5] if rhs else [0, 1, 2, 3, 4]
    data += struct.pack("<h", 1) + text("P") + text("A") + struct.pack("<hhh", 1, len(kinds), 1)
    data += b"".join(channel(f"c{k}", k) for k in kinds)
    periods = 128 if rhs or version[0] >= 2 else 60
    words = {0: 3 if rhs else 1, 1: 0.25, 3: 1, 4: 1, 5: 1}
    count = int(sum(words.get(k, 0) for k in kinds) * periods) + (0 if rhs else 2)
    for block in range(2):
        data += np.arange(block * periods, (block + 1) * periods, dtype="<i4").tobytes() + bytes(2 * count)
    return data


def poly5():
    data = b"POLY SAMPLE FILEversion 2.03\r\n\x1a" + struct.pack("<H", 203) + bytes(81)
    data += struct.pack("<HHBHi4x7HiHHH64x", 1000, 1000, 0, 2, 6, 2021, 3, 4, 4, 5, 6, 7, 2, 3, 12, 0)
    for _ in range(2):
        data += b"\x09(Lo) EMG1".ljust(41, b"\0") + bytes(4) + b"\x05uVolt".ljust(11, b"\0")
        data += struct.pack("<ffff", -10, 10, -1, 1) + bytes(64)
    for block in range(2):
        data += bytes(86) + struct.pack("<fff", 1, 2, block)
    return data


def otb(fourth):
    plus = (
        '<Device Name="DUE" ad_bits="16" SampleFrequency="2048" DeviceTotalChannels="2"><Channels>'
        '<Adapter ID="A" Gain="1" ChannelStartIndex="0"><Channel Index="0" ID="a" Gain="1"/>'
        '<Channel Index="1" ID="b" Gain="1"/></Adapter></Channels></Device>'
    )
    four = (
        "<A><TrackInfo><Device>Due</Device><Gain>5</Gain><ADC_Nbits>16</ADC_Nbits><ADC_Range>5</ADC_Range>"
        "<SamplingFrequency>2048</SamplingFrequency><NumberOfChannels>2</NumberOfChannels></TrackInfo></A>"
    )
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in [("r.sig", values.tobytes()), ("Tracks_000.xml" if fourth else "r.xml", (four if fourth else plus).encode())]:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()[:4096]


def acq(revision, order, packed):
    """Two channels of two rates and both types, two markers, a journal; short texts for what is not looked at."""
    late = revision >= 61
    head = struct.pack(order + "hiihhhd", 0, revision, 2400 if late else 2300, 2, 0, 0, 1.0).ljust(2400 if late else 2300, b"\0")
    place = 972 if late else 1936
    head = head[:place] + struct.pack(order + "i", packed) + head[place + 4 :]
    for n, (divider, count) in enumerate([(1, 12), (4, 3)]):
        own = struct.pack(order + "ih40s22x20siddh", 160 if late else 260, n, b"EMG", b"mV", count, 0.01, 1, n)
        own = own.ljust(152 if late else 250, b"\0") + struct.pack(order + "h", divider)
        head += own.ljust(160 if late else 260, b"\0")
    head += struct.pack(order + "i", 4) if late else struct.pack(order + "h", 4) + bytes(2)
    head += struct.pack(order + "hhhh", 2, 2, 8, 1)
    slow = np.arange(3.0)
    data = b"".join(
        struct.pack(order + "h", values[t]) + (struct.pack(order + "d", slow[t // 4]) if t % 4 == 0 else b"") for t in range(12)
    )
    if late:
        notes = struct.pack(order + "ii17x", 0, 3) + bytes((8 if revision >= 121 else 0) + (8 if revision >= 128 else 0))
        for tick in (0, 5):
            notes += struct.pack(order + "i4xh4s", tick, -1, b"apnd")
            notes += bytes((8 if revision >= 128 else 0) + (8 if revision >= 121 else 0)) + struct.pack(order + "h", 2) + b"a\0"
        journal = struct.pack(order + "i", 4)
    else:
        notes = struct.pack(order + "ii", 0, 1) + struct.pack(order + "i6xh", 5, 1) + b"a\0"
        journal = b"\x44\x33\x22\x11\0\0" + struct.pack(order + "i", 2) + b"ab"
    if not packed:
        return head + data + notes + journal
    streams = [zlib.compress(values[:12].tobytes()), zlib.compress(slow.tobytes())]
    tail = bytes(24) + struct.pack(order + "ii", 0, 0) + bytes(26 if revision >= 108 else 20) if late else bytes(38)
    for stream, size in zip(streams, (24, 24)):
        tail += bytes(44) + struct.pack(order + "iiii", 0, 0, size, len(stream)) + stream
    return head + notes + journal + tail


for bdf in (False, True):
    for n, plus in enumerate(("", "+C", "+D")):
        put("bdf" if bdf else "edf", f"{n}", edf(bdf, plus))
for n, kind in enumerate([(41, "<", 0), (45, "<", 1), (68, ">", 0), (108, "<", 1), (120, ">", 0)]):
    put("acq", f"{n}", acq(*kind))
put("xdf", "0", xdf())
put("gdf", "1", gdf(False))
put("gdf", "2", gdf(True))
put("rhs", "0", intan(True, (3, 0)))
put("rhd", "1", intan(False, (1, 3)))
put("rhd", "3", intan(False, (3, 1)))
put("poly5", "0", poly5())
put("otb+", "0", otb(False))
put("otb+", "4", otb(True))
table = "time,TA (uV)\n" + "".join(f"{n / 1000},{v}\n" for n, v in enumerate(values[:30]))
put("csv", "0", table.encode())
put("csv", "1", b"# OpenSignals Text File Format\n# {\"a\": 1}\n# EndOfHeader\n1\t2\n2\t3\n3\t5\n")
put("csv", "2", b"Label: S1: EMG 1 Sampling frequency: 2e3 Number of points: 2 start: 0 Unit: V Domain Unit: s\n\nX[s],\"S1: EMG 1\"\n0,1\n1,2\n")
put("csv", "3", "t;a;b\n0,1;2,5;x\n0,2;3,5;1e9\n0,3;-1;\n".encode())

put("raw", "0", values.astype("<f4").tobytes())

put("hea", "0", b"x 2 1000 30\nx.dat 16 200/uV 12 0 0 0 0 TA\nx.dat 16 200/mV 12 0 0 0 0 ECG\n")
put("hea", "1", b"x/3 1 500\na 10\n~ 5\na 10\n")
put("hea", "2", b"x 3 100 10 3:4:5 1/2/2003\n# note\nx.dat 212 1(5)/uV 12 0 0 0 0 a\nx.dat 212 1 12 0 0 0 0 b\nx.dat 212 1 12 0 0 0 0 c\n")
put("beside-hea", "x.dat", values.tobytes())
put("beside-hea", "a.hea", b"a 1 500 10\nx.dat 16+4:1 200/uV 12 0 0 0 0 TA\n")
put("beside-hea", "x.atr", bytes([5, 4, 0, 0]))
head = (
    "Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\nDataFile=x.eeg\nMarkerFile=x.vmrk\n"
    "DataFormat=BINARY\nDataOrientation={}\nNumberOfChannels=2\nSamplingInterval=1000\n"
    "[Binary Infos]\nBinaryFormat={}\n[Channel Infos]\nCh1=TA,,0.1,uV\nCh2=SOL,,0.5,mV\n"
)
put("vhdr", "0", head.format("MULTIPLEXED", "INT_16").encode())
put("vhdr", "1", head.format("VECTORIZED", "IEEE_FLOAT_32").encode())
put("beside-vhdr", "x.eeg", values.tobytes())
put("beside-vhdr", "x.vmrk", b"Brain Vision Data Exchange Marker File, Version 1.0\n[Marker Infos]\nMk1=Stimulus,S  1,5,1,0\n")

from scipy.io import savemat

for packed in (False, True):
    out = io.BytesIO()
    savemat(out, {"fs": 1000.0, "emg": values[:60].reshape(30, 2), "labels": np.array(["a", "b"], dtype=object),
                  "s": {"data": values[:6].astype(float), "units": "uV"}}, do_compression=packed)
    put("mat", f"{int(packed)}", out.getvalue())

import ezc3d

file = ezc3d.c3d()
file["parameters"]["POINT"]["RATE"]["value"] = [100]
file["parameters"]["POINT"]["LABELS"]["value"] = ["p"]
file["data"]["points"] = np.ones((4, 1, 4))
file["parameters"]["ANALOG"]["RATE"]["value"] = [1000]
file["parameters"]["ANALOG"]["LABELS"]["value"] = ["EMG", "Fx"]
file["data"]["analogs"] = np.arange(80.0).reshape(1, 2, 40)
file.write(str(root / "made.c3d"))
put("c3d", "0", (root / "made.c3d").read_bytes())
(root / "made.c3d").unlink()


def flac(bits, data):
    import soundfile

    file = io.BytesIO()
    form = {8: "PCM_S8", 16: "PCM_16", 24: "PCM_24"}[bits]
    soundfile.write(file, (data.astype("i4") << (32 - bits)), 96000, form, format="FLAC")
    return file.getvalue()


def flac_blocks(count, samples, bits):
    """Two channels in blocks of unpacked samples, each with its place, by hand: the other writer's blocks are long."""

    def crc(data, width, polynomial):
        total = 0
        for byte in data:
            total ^= byte << (width - 8)
            for _ in range(8):
                total = (total << 1 ^ (polynomial if total >> (width - 1) else 0)) & ((1 << width) - 1)
        return total.to_bytes(width // 8, "big")

    facts = [(samples, 16), (samples, 16), (0, 48), (96000, 20), (1, 3), (bits - 1, 5), (count * samples, 36)]
    packed = 0
    for value, width in facts:
        packed = packed << width | value
    out = b"fLaC\x80\0\0\x22" + packed.to_bytes(18, "big") + bytes(16)
    for n in range(count):
        block = bytes([0xFF, 0xF9, 0x70, 1 << 4 | {8: 1, 16: 4}[bits] << 1, n * samples, 0, samples - 1])
        block += crc(block, 8, 7)
        for channel in range(2):
            block += b"\x02" + b"".join(
                (int(v) % (1 << bits)).to_bytes(bits // 8, "big") for v in values[n : n + samples] * (1 - 2 * channel))
        out += block + crc(block, 16, 0x8005)
    return out


two = np.stack([values, values[::-1]], axis=1)
put("flac", "16", flac(16, two))
put("flac", "8", flac(8, two >> 4))
put("flac", "blocks", flac_blocks(6, 16, 16))
put("flac", "bytes", flac_blocks(3, 20, 8))
put("beside-flac", "x.hea", b"x 2 500\nx.dat 516x2 200/uV 12 0 0 0 0 TA\nx.dat 516x2 200/uV 12 0 0 0 0 SOL\n")
