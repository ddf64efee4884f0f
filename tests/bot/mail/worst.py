"""The longest and oddest that an invitation may hold."""

from .letter import invitation

LONG_ADDRESS = "i" * 64 + "@" + ".".join(["d" * 60] * 3) + ".info"
WORST = invitation(
    inviter="Żółć 👩\u200d👩\u200d👧 " + "W" * 65,
    inviter_email=LONG_ADDRESS,
    workspace="מרחב העבודה של צוות העיצוב " * 3,
    workgroup="http://evil.example/click " + "ш" * 49,
    address=LONG_ADDRESS,
    envelope=LONG_ADDRESS,
    note=("Очень длинная заметка. " * 20 + "\n<b>&</b> 🎉\nمرحبا بكم\n" + "x" * 500)[:1000],
    zone="America/Argentina/ComodRivadavia",
    join_link="https://join.slack.com/t/x?a=<b>&" + "x" * 463,
)
