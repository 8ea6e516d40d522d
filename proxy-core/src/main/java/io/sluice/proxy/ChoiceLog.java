package io.sluice.proxy;

import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.session.Session;

/// Where a route tells what it does.
interface ChoiceLog {

    /// A member has been chosen among so many.
    void chosen(ConnectPolicy policy, Choice choice, int members, Member member);

    /// Something an operator may have to act on.
    void notice(String text);

    static ChoiceLog of(Session session, Journal journal) {
        return new ChoiceLog() {
            @Override
            public void chosen(ConnectPolicy policy, Choice choice, int members, Member member) {
                journal.debug(
                        session,
                        "selected backend server '" + member.url() + "' (" + policy.word() + ": "
                                + choice.reason().words() + ")");
                session.services()
                        .trace()
                        .log(
                                "proxy.reverse",
                                11,
                                () -> policy.word() + " policy: selected index " + choice.index() + " of "
                                        + (members - 1));
            }

            @Override
            public void notice(String text) {
                journal.notice(session, text);
            }
        };
    }
}
