"""How a server was asked to run."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Settings:
    """What one server does; the same for all of its processes."""

    db: str
    """The database: a path, or ``postgresql://...``."""
    url: str = "http://127.0.0.1:8000"
    """The address at which people find it, for links and cookies."""
    public: bool = False
    """Whether the common picture can be read without an account."""
    demo: bool = False
    """Whether it runs with made-up accounts."""
    drawing: int = 1
    """Processes that draw pictures, for each process that serves."""

    @property
    def secure(self) -> bool:
        """Whether people reach it by HTTPS: cookies are then sent by nothing else."""
        return urlsplit(self.url).scheme == "https"

    @property
    def origin(self) -> str:
        """Its scheme, host and port, as a browser names it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def cookie(self) -> str:
        """The name of the cookie of a session; by HTTPS one that no other host can set."""
        return "__Host-willing" if self.secure else "willing"

    def plain(self) -> dict[str, object]:
        """As data, from which :func:`settings_of` makes it again in another process."""
        return asdict(self)


def settings_of(written: dict[str, object]) -> Settings:
    """Settings out of :meth:`Settings.plain`."""
    known = {field.name for field in fields(Settings)}
    return Settings(**{key: value for key, value in written.items() if key in known})  # type: ignore[arg-type]
