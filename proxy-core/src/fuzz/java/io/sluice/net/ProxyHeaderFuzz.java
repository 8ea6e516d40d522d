package io.sluice.net;

import io.sluice.fuzz.Check;
import io.sluice.fuzz.Seeds;
import io.sluice.fuzz.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The first bytes of a connection are a PROXY header or none, however they are cut; and one that is sent on is read as
/// the same.
public final class ProxyHeaderFuzz implements Target {
    @Override
    public void read(byte[] bytes) {
        var whole = read(bytes, Integer.MAX_VALUE);

        Check.same(read(bytes, 1), whole, "the same byte by byte");
        whole.filter(ProxyHeader.class::isInstance)
                .map(ProxyHeader.class::cast)
                .ifPresent(header -> Check.same(
                        read(header.version2(), Integer.MAX_VALUE)
                                .map(ProxyHeader.class::cast)
                                .flatMap(ProxyHeader::endpoints),
                        header.endpoints(),
                        "a header that is sent on"));
    }

    /// The header or the fault, if the bytes are enough for either.
    private static Optional<Object> read(byte[] bytes, int step) {
        var reader = new ProxyHeaderReader();
        int at = 0;
        try {
            while (at < bytes.length) {
                int count = Math.min(Math.min(step, reader.wanted()), bytes.length - at);
                Check.that(count > 0, "more is wanted");
                var header = reader.take(ByteBuffer.wrap(bytes, at, count));
                at += count;
                if (header.isPresent()) {
                    return Optional.of(header.get());
                }
            }
            return Optional.empty();
        } catch (BadProxyHeader e) {
            return Optional.of(e.what().getClass());
        }
    }

    @Override
    public List<byte[]> seeds() {
        var seeds = new ArrayList<>(Seeds.of(
                "PROXY TCP4 192.0.2.9 192.0.2.7 50000 21\r\n",
                "PROXY TCP6 2001:db8::9 2001:db8::7 50000 21\r\n",
                "PROXY UNKNOWN\r\n"));
        for (var address : List.of("192.0.2.9", "2001:db8::9")) {
            var end = new InetSocketAddress(InetAddress.ofLiteral(address), 50_000);
            seeds.add(ProxyHeader.of(end, end).version2());
        }
        return seeds;
    }
}
