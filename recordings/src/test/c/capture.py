"""Runs pqtrace through a tap and writes what passed, for PqTraceTest.

Usage: capture.py SERVER-PORT PQTRACE-PROGRAM OUTPUT-FOLDER
Writes session.trace (libpq's own trace) and session.hex (a line a piece: F or B, a space, hexadecimal digits).
"""
import re, selectors, socket, subprocess, sys

server_port, program, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]
client = subprocess.Popen(
    [program, f"host=127.0.0.1 port={port} user=postgres dbname=postgres sslmode=disable "
     "gssencmode=disable application_name=trace", f"{folder}/session.trace"])
front, _ = listener.accept()
back = socket.create_connection(("127.0.0.1", server_port))
pieces, selector = [], selectors.DefaultSelector()
selector.register(front, selectors.EVENT_READ, ("F", back))
selector.register(back, selectors.EVENT_READ, ("B", front))
open_ends = 2
while open_ends:
    for key, _ in selector.select():
        name, other = key.data
        data = key.fileobj.recv(65536)
        if data:
            pieces.append(f"{name} {data.hex()}\n")
            other.sendall(data)
        else:
            open_ends = 0
client.wait()
with open(f"{folder}/session.hex", "w") as out:
    out.writelines(pieces)
