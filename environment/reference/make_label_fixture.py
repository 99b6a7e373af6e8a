"""Small label files as their owners write them: MAT-files by scipy, Parquet by pyarrow, Excel workbooks as plain Office Open XML.

Usage: make_label_fixture.py OUT_FOLDER
       made tests/EvoQuality.Kernel.Tests/Fixtures/labels
Needs numpy, scipy, pyarrow. Names and scores are made up.
"""
import sys
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import io

NAMES = ["t1.bmp", "t7.bmp", "3.bmp", "10.JPG", "11.JPG", "1012.bmp"]
MOS = [63.96, 25.33, 32.5, 66.25, 44.125, 90.0]
STD = [18.0, 13.5, 20.0, 19.5, 17.25, 8.0]


def live(folder, compressed):
    """LIVE Challenge's three files: a column of names in a cell, rows of numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    names = np.empty((len(NAMES), 1), dtype=object)
    names[:, 0] = NAMES
    for name, value in (("AllImages_release", names), ("AllMOS_release", np.array([MOS])), ("AllStdDev_release", np.array([STD]))):
        io.savemat(folder / f"{name}.mat", {name: value}, do_compression=compressed)


def kinds(path):
    """Every numeric type, an empty array, a matrix, text beyond ASCII, a struct to skip, a nested cell."""
    nested = np.empty((1, 2), dtype=object)
    nested[0, 0], nested[0, 1] = "a", np.array([1.0])
    values = {t: np.array([[1, 2, 100]], dtype=t) for t in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32")}
    io.savemat(path, dict(**{f"v_{t}": v for t, v in values.items()}, empty=np.zeros((0, 0)), matrix=np.array([[1.0, 2.0], [3.0, 4.0]]),
                          text="größe", record=dict(a=1.0), nested=nested, negative=np.array([[-1.5, 2.25]])))


def parquet(path):
    pq.write_table(pa.table(dict(
        name=["a.png", "sub\\b.png", "c.png"], mos=pa.array([1.5, 4.25, 3.0], pa.float64()), std=pa.array([0.5, None, 0.25], pa.float32()),
        split=["train", "test", None], votes=pa.array([30, 31, 32], pa.int64()), seen=[True, False, True])), path)


def workbook(path, sheets):
    """A workbook with inline numbers and shared strings, as Excel writes them."""
    strings, parts = [], {}
    for n, (_, rows) in enumerate(sheets.items(), 1):
        lines = []
        for r, row in enumerate(rows, 1):
            cells = []
            for c, value in enumerate(row):
                at = f"{chr(65 + c)}{r}"
                if isinstance(value, str):
                    if value not in strings:
                        strings.append(value)
                    cells.append(f'<c r="{at}" t="s"><v>{strings.index(value)}</v></c>')
                elif value is not None:
                    cells.append(f'<c r="{at}"><v>{value!r}</v></c>')
            lines.append(f'<row r="{r}">{"".join(cells)}</row>')
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + "".join(lines) + "</sheetData></worksheet>")
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    count = len(sheets)
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)) + "</sheets></workbook>")
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{package}/relationships">'
        + "".join(f'<Relationship Id="rId{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, count + 1))
        + f'<Relationship Id="rId{count + 1}" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}" count="{len(strings)}" uniqueCount="{len(strings)}">' + "".join(f"<si><t>{s}</t></si>" for s in strings) + "</sst>"
    parts["_rels/.rels"] = f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in range(1, count + 1)) + "</Types>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?>' + text)


def main():
    out = Path(sys.argv[1])
    live(out / "live-plain", False)
    live(out / "live-packed", True)
    kinds(out / "kinds.mat")
    parquet(out / "manifest.parquet")
    workbook(out / "spaq.xlsx", {"Sheet1": [
        ["Image name", "MOS", "Brightness"], ["00001.jpg", 48.86, 47.43], ["00002.jpg", 62.5, 55.38], ["00003.jpg", 77.5, 60]]})
    csiq = [["image", "dst_idx", "dst_type", "dst_lev", "dmos_std", "dmos"]]
    for reference in (1600, "shroom"):
        for index, kind in enumerate(("noise", "jpeg 2000", "contrast"), 1):
            for level in range(1, 6):
                csiq.append([reference, index, kind, level, 0.05, round(level * 0.15 + index * 0.01, 3)])
    shifted = [[None, None, None, *row] for row in csiq]  # the owners' sheet has empty columns before the table
    workbook(out / "csiq.xlsx", {"all_by_distortion": [["not", "this", "one"]], "all_by_image": shifted})
    print(sorted(f"{p.relative_to(out)} {p.stat().st_size}" for p in out.rglob("*") if p.is_file()))


if __name__ == "__main__":
    main()
