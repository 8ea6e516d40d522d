package io.sluice.os;

/// A pipe through which bytes go from one socket to another without being copied. One thread at a time uses it.
public final class Pipe {
    /// What a pipe is made to hold.
    public static final int SIZE = 1024 * 1024;

    private final Libc libc;
    private final int out;
    private final int in;
    private int held;

    private Pipe(Libc libc, int out, int in) {
        this.libc = libc;
        this.out = out;
        this.in = in;
    }

    static Pipe open() throws SystemError {
        var libc = new Libc();
        int out = libc.pipe();
        var pipe = new Pipe(libc, out, libc.second());
        try {
            libc.resizePipe(out, SIZE);
            return pipe;
        } catch (SystemError e) {
            pipe.close();
            throw e;
        }
    }

    /// Moves what there is from a socket into the pipe.
    ///
    /// @return the number of bytes, 0 at the end of the socket's, -1 if there is nothing now
    public int fill(RawSocket source, int most) throws SystemError {
        int moved = libc.splice(source.descriptor(), in, most);
        if (moved > 0) {
            held += moved;
        }
        return moved;
    }

    /// Moves what the pipe holds into a socket.
    ///
    /// @return the number of bytes, -1 if there is no room for any now
    public int drain(RawSocket sink) throws SystemError {
        int moved = libc.splice(out, sink.descriptor(), held);
        if (moved > 0) {
            held -= moved;
        }
        return moved;
    }

    /// The bytes that are in the pipe.
    public int held() {
        return held;
    }

    void close() {
        libc.close(out);
        libc.close(in);
    }
}
