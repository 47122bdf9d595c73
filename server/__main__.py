"""`python -m server`: the production server, in front of the current build."""

from server.cli import main

if __name__ == "__main__":
    main()
