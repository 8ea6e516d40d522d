package io.sluice.proxy;

import io.sluice.session.SessionState;

/// Where a proxied session stands.
sealed interface ProxyState extends SessionState
        permits Unconnected,
                Connecting,
                Ready,
                Relaying,
                AwaitingPreliminary,
                MovingData,
                DataOver,
                ReplySeen,
                DirectTransfer,
                Aborting {}
