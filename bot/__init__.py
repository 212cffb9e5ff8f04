"""Chat: who is asking, what they may ask, how they are answered. No torch and no OpenCV live here."""
