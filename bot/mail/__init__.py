"""From an invitation to bytes on the wire: `letters`, then `message`, then `smtp`."""
