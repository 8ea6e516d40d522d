package io.sluice.acl.adapter;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// A name server on loopback with lists of addresses.
final class ListServer implements AutoCloseable {
    private static final int TTL = 300;

    private record Listing(InetAddress answer, String reason) {}

    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    private final Map<String, Listing> listings = new ConcurrentHashMap<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile boolean silent;

    ListServer() throws IOException {
        Thread.ofPlatform().daemon().name("list-server").start(this::serve);
    }

    /// The value of `dns.server` for this one.
    String place() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    void lists(String name, String answer, String reason) {
        listings.put(name, new Listing(InetAddress.ofLiteral(answer), reason));
    }

    void isSilent() {
        silent = true;
    }

    /// Names and types of all questions so far.
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        var buffer = new byte[4096];
        try {
            while (true) {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                var question = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (!silent) {
                    var bytes = answer(question).toWire();
                    socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    private Message answer(Message query) throws UnknownHostException {
        var question = query.getQuestion();
        var name = question.getName().toString(true);
        asked.add(name + "/" + Type.string(question.getType()));
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        var listing = listings.get(name);
        if (listing == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
            return answer;
        }
        Record record = question.getType() == Type.TXT
                ? new TXTRecord(question.getName(), DClass.IN, TTL, listing.reason)
                : new ARecord(question.getName(), DClass.IN, TTL, listing.answer);
        answer.addRecord(record, Section.ANSWER);
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
