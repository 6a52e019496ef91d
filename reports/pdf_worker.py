"""The process that lays pages out: WeasyPrint and nothing of the portal, so that it can be killed at any moment.

Reads jobs from standard input and answers on standard output: length (4 bytes) + HTML in, status (1 byte) + length +
PDF or message out. The first job is the style sheet. A job that outlasts its alarm ends the process, in C code too:
the alarm's default action needs no cooperation (PROMISES 14).
"""

import gc
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import IO

DONE, FAILED = b"\x00", b"\x01"
LENGTH = struct.Struct(">I")
MEMORY_LIMIT = 2 * 1024**3


def send(stream: IO[bytes], data: bytes) -> None:
    """One message: its length, then itself."""
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message; None where the other side is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None


def printer(style: str) -> Callable[[str], bytes]:
    """Lays pages out by ``style``; fonts and style are read once. Only ``data:`` addresses are ever opened."""
    from weasyprint import CSS, HTML, URLFetcher
    from weasyprint.text.fonts import FontConfiguration

    nowhere = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    fonts = FontConfiguration()
    sheets = [CSS(string=style, font_config=fonts, url_fetcher=nowhere)]
    gc.freeze()  # style, fonts and modules stay for good; the collector need not walk through them for every page

    def print_page(html: str) -> bytes:
        page = HTML(string=html, url_fetcher=nowhere)
        pdf: bytes = page.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1")
        return pdf

    return print_page


def main() -> None:
    """Serve one parent until it closes its end."""
    jobs, answers, seconds = sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    style = receive(jobs)
    if style is None:
        return
    print_page = printer(style.decode())
    while (job := receive(jobs)) is not None:
        signal.alarm(seconds)
        try:
            status, data = DONE, print_page(job.decode())
        except Exception as problem:
            status, data = FAILED, f"{type(problem).__name__}: {problem}".encode()
        signal.alarm(0)
        answers.write(status)
        send(answers, data)


if __name__ == "__main__":
    main()
