"""The press: draws what it is given, reaches nothing, and ends in time whatever the page holds."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from world_of_reports import words_of

from inloop_reports.clients.press import PageTooLarge, PageTooSlow, PageUnwanted, Press, PressBroken, Printed
from inloop_reports.clients.press_frames import Limits, Page

SECRET = "secret-of-a-file-7c1f"
LIMITS = Limits(memory_bytes=512 << 20, cpu_seconds=8, wall_seconds=60)
# The bar is ten seconds; what ends a bomb is the processor time, so a shorter one shows the same.
SHORT = Limits(memory_bytes=512 << 20, cpu_seconds=2, wall_seconds=60)
HELLO = "<html lang=en><title>x</title><p>Hello</p>"

# {url} is a listening socket, {file} a file that exists.
VECTORS = {
    "image": '<img src="{url}" alt=x>',
    "image of a file": '<img src="{file}" alt=x>',
    "image set": '<img srcset="{url} 1x" src="{url}" alt=x>',
    "picture source": '<picture><source srcset="{url}"><img src="{url}" alt=x></picture>',
    "stylesheet": '<link rel=stylesheet href="{url}">',
    "stylesheet of a file": '<link rel=stylesheet href="{file}">',
    "import": '<style>@import "{url}";</style>',
    "import of a file": '<style>@import url("{file}");</style>',
    "background": '<p style="background: url({url})">x',
    "border image": "<p style=\"border: 9px solid; border-image: url('{url}') 1\">x",
    "list style": '<ul style="list-style-image: url({url})"><li>x</ul>',
    "content": '<style>p::before {{ content: url("{url}") }}</style><p>x',
    "content of a page margin": '<style>@page {{ @top-left {{ content: url("{url}") }} }}</style><p>x',
    "page background": '<style>@page {{ background: url("{url}") }}</style><p>x',
    "font": '<style>@font-face {{ font-family: f; src: url("{url}") }} p {{ font-family: f }}</style><p>x',
    "font of a file": '<style>@font-face {{ font-family: f; src: url("{file}") }} p {{ font-family: f }}</style><p>x',
    "attachment": '<link rel=attachment href="{url}">',
    "attachment of a file": '<link rel=attachment href="{file}">',
    "attached anchor": '<a rel=attachment href="{file}">x</a>',
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{file}">',
    "iframe": '<iframe src="{url}"></iframe>',
    "svg image": '<svg width=9 height=9><image href="{url}" width=9 height=9 /></svg>',
    "svg image of a file": '<svg width=9 height=9><image xlink:href="{file}" width=9 height=9 /></svg>',
    "svg use": '<svg width=9 height=9><use href="{url}#a" /></svg>',
    "svg use of a file": '<svg width=9 height=9><use href="{file}#a" /></svg>',
    "svg stylesheet": '<svg width=9 height=9><style>@import "{url}";</style><rect width=9 height=9 /></svg>',
    "svg fill": '<svg width=9 height=9><rect width=9 height=9 fill="url({url}#a)" /></svg>',
    "svg in data": (
        "<img alt=x src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}'/></svg>\">"
    ),
    "base": '<base href="{url}"><img src="x.png" alt=x>',
    "entity": '<!DOCTYPE html [<!ENTITY e SYSTEM "{file}">]><p>&e;',
    "meta refresh": '<meta http-equiv=refresh content="0; url={url}">',
    "script": '<script src="{url}"></script>',
    "icon": '<link rel=icon href="{url}">',
    "colour profile": '<style>@color-profile --c {{ src: url("{url}") }} p {{ color: color(--c 0 0 0) }}</style><p>x',
    "mask": '<p style="mask-image: url({url}); filter: url({url}#f)">x',
    "cursor and counter": '<style>@counter-style c {{ system: cyclic; symbols: url("{url}") }}</style><p>x',
}
PICTURES = {
    "image": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}"/></svg>',
    "file": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{file}"/></svg>',
    "entity": (
        '<!DOCTYPE svg [<!ENTITY e SYSTEM "{file}">]>'
        '<svg xmlns="http://www.w3.org/2000/svg"><text x="0" y="9">&e;</text></svg>'
    ),
    "stylesheet": '<?xml-stylesheet href="{url}"?><svg xmlns="http://www.w3.org/2000/svg"><use href="{url}#a"/></svg>',
    "itself": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="picture:0"/></svg>',
}
BOMBS = {
    "wide cell": "<table><tr><td colspan=100000000>x</table>",
    "tall cell": "<table><tr><td rowspan=100000000>x</table>",
    "nested flex": '<div style="display: flex">' * 16 + "x",
    "nested grid": '<div style="display: grid">' * 16 + "x",
    "nested tables": "<table><tr><td>" * 60 + "x",
    "deep": "<div>" * 100_000,
    "many pages": "<p style='break-after: page'>x</p>" * 50_000,
    "counter": "<style>p::before { content: counter(c, hebrew) } p { counter-increment: c 2147483647 }</style>"
    + "<p>x" * 9,
    "huge picture": '<svg width="10" height="10" viewBox="0 0 1 1">' + '<path d="M0 0L1 1"/>' * 400_000 + "</svg>",
    "columns": '<div style="columns: 1000000">x</div>',
    "long word": "<p>" + "x" * 20_000_000,
}


@pytest.fixture
def listening() -> Iterator[tuple[str, list[int]]]:
    """(url, connections that were made to it)."""
    made: list[int] = []
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            made.append(1)
            connection.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/x", made
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)


def draw(press: Press, html: str, *, pictures: tuple[str, ...] = (), limits: Limits = LIMITS) -> Printed:
    return press.print(Page(html=html, pictures=pictures), limits, on_step=lambda _step: None, is_wanted=lambda: True)


def assert_harmless(press: Press, html: str, secret: Path, reached: list[int], **more) -> None:
    try:
        pdf = draw(press, html, **more).pdf
    except (PressBroken, PageTooLarge):
        return  # refused as a whole: nothing came out
    reader = PdfReader(BytesIO(pdf))
    streams = [reader.get_object(number) for number in range(1, sum(map(len, reader.xref.values())) + 1)]
    bodies = b"".join(one.get_data() for one in streams if hasattr(one, "get_data"))
    assert SECRET.encode() not in pdf + bodies
    assert SECRET not in words_of(pdf)
    assert not reader.attachments
    assert secret.exists()
    assert reached == []


@pytest.mark.parametrize("name", VECTORS)
def test_no_page_reaches_the_network_or_a_file(press: Press, name: str, listening, tmp_path: Path):
    url, reached = listening
    secret = tmp_path / "secret.svg"
    secret.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text id="a" y="9">{SECRET}</text></svg>')
    html = f"<html lang=en><head><title>x</title></head><body>{VECTORS[name].format(url=url, file=secret.as_uri())}"
    assert_harmless(press, html, secret, reached)


@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_reaches_the_network_or_a_file(press: Press, name: str, listening, tmp_path: Path):
    url, reached = listening
    secret = tmp_path / "secret.svg"
    secret.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text id="a" y="9">{SECRET}</text></svg>')
    picture = PICTURES[name].format(url=url, file=secret.as_uri())
    html = "<html lang=en><title>x</title><img src='picture:0' alt=x>"
    assert_harmless(press, html, secret, reached, pictures=(picture,))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_within_its_limits_and_the_next_page_is_drawn(press: Press, name: str):
    try:
        printed = draw(press, BOMBS[name], limits=SHORT)
    except (PageTooLarge, PageTooSlow, PressBroken):
        pass
    else:
        assert printed.memory_bytes <= SHORT.memory_bytes
        assert printed.cpu_seconds <= SHORT.cpu_seconds + 1
    assert draw(press, HELLO).page_count == 1


def test_a_page_that_takes_too_long_by_the_clock_is_killed(press: Press):
    limits = Limits(memory_bytes=512 << 20, cpu_seconds=60, wall_seconds=0.5)
    with pytest.raises(PageTooSlow):
        draw(press, BOMBS["many pages"], limits=limits)


def test_a_page_that_nobody_wants_any_more_is_killed(press: Press):
    with pytest.raises(PageUnwanted):
        press.print(Page(html=BOMBS["many pages"]), LIMITS, on_step=lambda _step: None, is_wanted=lambda: False)
    assert draw(press, HELLO).page_count == 1


def test_the_same_page_gives_the_same_bytes_in_any_process(press: Press):
    html = HELLO + "<h1>Ä ✓ ▲</h1><b>bold</b><img alt=x src='picture:0'>"
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text x="1" y="9">Ag</text></svg>'
    other = Press()
    other.start()
    try:
        files = {hashlib.sha256(draw(one, html, pictures=(picture,)).pdf).hexdigest() for one in (press, press, other)}
    finally:
        other.stop()
    assert len(files) == 1


@pytest.mark.parametrize("wish", ['fill="#1b2330"', 'fill="#1b2330" letter-spacing="0"', 'dx="0"', ""])
def test_text_in_a_picture_is_drawn_as_whole_words(press: Press, wish: str):
    text = f'<text x="1" y="9" {wish}>Fiancé waits</text>'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="20">{text}</svg>'
    pdf = draw(press, "<html lang=en><title>x</title><img alt=x src='picture:0'>", pictures=(picture,)).pdf
    assert "Fiancé waits" in words_of(pdf)


def test_a_page_whose_picture_cannot_be_drawn_is_refused(press: Press):
    shape = '<rect width="9" height="9" stroke-miterlimit="x"/>'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{shape}</svg>'
    with pytest.raises(PressBroken):
        draw(press, "<html lang=en><title>x</title><img alt=x src='picture:0'>", pictures=(picture,))


def test_the_press_room_is_started_anew_after_it_was_killed(press: Press):
    assert press._room is not None
    press._room.kill()
    press._room.wait()
    assert not press.is_ready()
    assert draw(press, HELLO).page_count == 1
    assert press.is_ready()


def test_nothing_of_our_environment_is_in_the_press_room(press: Press, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("INLOOP_REPORTS_DATABASE_URL", "postgresql://secret")
    other = Press()
    other.start()
    try:
        assert other._room is not None
        environment = Path(f"/proc/{other._room.pid}/environ").read_bytes()
        assert b"INLOOP" not in environment
        open_files = [str(one.readlink()) for one in Path(f"/proc/{other._room.pid}/fd").iterdir()]
        assert not [one for one in open_files if one.startswith("/") and not one.startswith(("/dev/", "/usr/"))]
    finally:
        other.stop()


def test_stopping_ends_the_press_room_and_what_it_draws():
    press = Press()
    press.start()
    room = press._room
    press.stop()
    assert room is not None
    assert room.poll() is not None
    assert not press.is_ready()
