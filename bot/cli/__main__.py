"""`python -m bot.cli`: the same as the console script `nurie`."""

from bot.cli import main

if __name__ == "__main__":
    main()
