"""page_width.py FILE.pdf: the width of its page in points. Newer writers of PDF keep what they say of a page in compressed streams."""
import re
import sys
import zlib

with open(sys.argv[1], "rb") as file:
    text = file.read()
for stream in re.findall(rb"stream\r?\n(.*?)endstream", text, re.DOTALL):
    if stream[:1] == b"x":  # deflated
        text += zlib.decompressobj().decompress(stream)
print(float(re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)", text).group(1)))
