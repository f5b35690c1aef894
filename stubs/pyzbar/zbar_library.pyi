from collections.abc import Callable

find_library: Callable[[str], str | None]
