"""What leaves, and what is due: the part of Usher that nobody asks for anything."""
