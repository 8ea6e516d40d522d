package io.sluice.ssh;

import io.sluice.ssh.BackendSshSettings.Option;
import io.sluice.ssh.HostKeyDecision.Accepted;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// A session of MINA with one backend, which ought to show a certain host key. The key that is known is asked for
/// first, and the one that is shown is decided about as [KnownHosts] has it.
class BackendClientSession extends ClientSessionImpl {
    private final BackendSshSettings settings;
    private final KnownHosts.Expectation expectation;
    private final boolean strict;
    private boolean owesNewKeys;

    BackendClientSession(
            ClientFactoryManager client,
            IoSession socket,
            BackendSshSettings settings,
            KnownHosts.Expectation expectation)
            throws Exception {
        this.expectation = expectation;
        this.settings = settings;
        this.strict = !settings.has(Option.NoStrictKex);
        super(client, socket); // this sends the first packets already
    }

    @Override
    public List<NamedFactory<Signature>> getSignatureFactories() {
        return BackendAlgorithms.hostKeys(expectation.stored());
    }

    @Override
    public ServerKeyVerifier getServerKeyVerifier() {
        return (_, _, key) -> expectation.decide(shown(key)) instanceof Accepted;
    }

    /// A backend of which that is wanted (`pessimisticNewkeys`) takes new keys into use first. Until then what is to be
    /// sent waits, as in any exchange of keys.
    @Override
    protected IoWriteFuture sendNewKeys() throws Exception {
        if (!settings.newKeysAfter(getServerVersion())) {
            return super.sendNewKeys();
        }
        prepareNewKeys();
        owesNewKeys = true;
        return AbstractIoWriteFuture.fulfilled(this, true);
    }

    @Override
    protected void handleNewKeys(int message, Buffer rest) throws Exception {
        if (owesNewKeys) {
            owesNewKeys = false;
            super.sendNewKeys();
        }
        super.handleNewKeys(message, rest);
    }

    private HostKey shown(PublicKey key) {
        var blob = new ByteArrayBuffer();
        blob.putRawPublicKey(key);
        return HostKey.of(getNegotiatedKexParameter(KexProposalOption.SERVERKEYS), blob.getCompactData());
    }

    @Override
    protected Map<KexProposalOption, String> doStrictKexProposal(Map<KexProposalOption, String> proposal) {
        return strict ? super.doStrictKexProposal(proposal) : proposal;
    }
}
