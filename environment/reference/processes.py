"""Starts a script of accelerate's in several CPU processes of this machine: processes.py COUNT SCRIPT ARGUMENTS…

As `torchrun --nproc_per_node COUNT`, for a PyTorch without libuv such as Debian's, whose launcher wants it. What accelerate goes
by are the variables set here.
"""
import os
import socket
import subprocess
import sys


def main():
    count, *command = int(sys.argv[1]), *sys.argv[2:]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = os.environ | dict(
        WORLD_SIZE=str(count), LOCAL_WORLD_SIZE=str(count), MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), USE_LIBUV="0",
        ACCELERATE_USE_CPU="true")
    started = [subprocess.Popen([sys.executable, *command], env=shared | dict(RANK=str(i), LOCAL_RANK=str(i))) for i in range(count)]
    codes = [process.wait() for process in started]
    sys.exit(max(codes, key=abs))


if __name__ == "__main__":
    main()
