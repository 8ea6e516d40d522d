package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.fuzz.Check;
import io.sluice.fuzz.Seeds;
import io.sluice.fuzz.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Bytes of a backend are replies, or a fault, however they are cut; and a reply that is sent is read as itself.
public final class ReplyAssemblerFuzz implements Target {
    @Override
    public void read(byte[] bytes) {
        var whole = read(bytes, Math.max(1, bytes.length));

        Check.same(read(bytes, 1), whole, "the same byte by byte");
        Check.same(read(bytes, 7), whole, "the same in pieces");
        for (var found : whole) {
            if (found instanceof Reply reply) {
                Check.same(read(reply.bytes(), 1_000), List.of(reply), "a reply that is sent");
                look(reply);
            }
        }
    }

    private static void look(Reply reply) {
        reply.text();
        reply.withCodeOnEveryLine();
        var features = Features.of(reply);
        features.authMechanisms();
        features.mlstFacts();
        Features.reply(features.table().keySet());
        DataAddress.ofPassive(reply);
        ExtendedPassive.of(reply);
        QuotedPath.of(reply);
    }

    private static List<Object> read(byte[] bytes, int step) {
        var assembler = new ReplyAssembler();
        var found = new ArrayList<Object>();
        try {
            for (int at = 0; at < bytes.length; at += step) {
                assembler.feed(ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at)));
                for (var next = assembler.next(); next.isPresent(); next = assembler.next()) {
                    found.add(next.get());
                }
            }
        } catch (BackendMisbehaved fault) {
            found.add(fault.what());
        }
        return found;
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        return Seeds.files("ftp/backends", ".replies").stream()
                .map(text -> text.replace("~\n", "").replace("\n", "\r\n").getBytes(ISO_8859_1))
                .toList();
    }
}
