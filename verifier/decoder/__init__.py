"""Decoders in processes of their own: what reads strangers' pictures holds no secret, no file and no network.

`__main__`, `work`, `confinement` and `seccomp` run in the decoder; `process`, `pool` and `turns` in the web
process; `messages` is what the two say to each other.
"""
