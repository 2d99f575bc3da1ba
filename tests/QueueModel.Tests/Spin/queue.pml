/*
 * The queue's protocol in Promela, for spin: two invokers, one shard, one invocation whose caller waits and one nobody waits for.
 *
 * Each inline is a script of Storage/Scripts of the same name, and as atomic. Between any two steps of a process anything may happen to the others:
 * that is a pause, however long. Faults are counted, so that the histories are finite; within their numbers every history is looked at.
 * docs/queue-model.md tells what is left out. Compile with -DBROKEN_... to take one safeguard away: the checker must then object.
 */
#define INVOKERS     2
#define INVOCATIONS  2
#define MAX_ATTEMPTS 2
#define NONE         255

#define isSync(i)    ((i) == 0)
#define accounted(i) (waiting[i] + delayed[i] + claimed[i] + ended[i] == accepted[i])
#define over         (ended[0] && ended[1])

/* The store. */
byte accepted[INVOCATIONS], waiting[INVOCATIONS], delayed[INVOCATIONS], claimed[INVOCATIONS], ended[INVOCATIONS];
bool hole[INVOCATIONS];                   /* cancelled, and its place in the queue is still there */
byte attemptOf[INVOCATIONS] = 1;          /* of the waiting item, or of the claim */
byte claimant[INVOCATIONS] = NONE;
byte moment[INVOCATIONS];                 /* when the claim was made: counts the claims of this invocation */
byte leaseOwner = NONE, leaseEpoch, lastEpoch;
bool alive[INVOKERS] = true;              /* the sessions */

/* What the invokers believe. */
byte mine[INVOKERS];                      /* epoch of the lease it thinks it holds; 0: none */
bool crashed[INVOKERS], suspects[INVOKERS];

/* Seen by nobody but the checker. */
byte starts[INVOCATIONS];
bool givenUp[INVOCATIONS];                /* its caller was told that it will never be started */
bool unheard[INVOCATIONS];                /* claimed, and the answer never reached the claimant */
hidden byte heard;

/* How many faults of any kind one history may hold. */
#ifndef FAULTS
#define FAULTS 3
#endif
byte faults = FAULTS;
#define fault atomic { faults > 0 -> faults-- }

inline check() {
  assert(accounted(0) && accounted(1));
  assert(ended[0] <= 1 && ended[1] <= 1);
  assert(starts[0] <= 1);
  assert(!givenUp[0] || starts[0] == 0);
  assert(attemptOf[0] <= MAX_ATTEMPTS && attemptOf[1] <= MAX_ATTEMPTS);
}

/* The answer of a script may be lost on its way, though the script was carried out. */
inline answer(me) {
  if
  :: heard = true
  :: faults > 0 -> faults--; heard = false;
#ifndef BROKEN_SUSPICION
     suspects[me] = true
#endif
  fi
}

/* ---- the scripts ---- */

inline enqueue(i) {
  d_step { accepted[i] = 1; waiting[i] = 1; check() }
}

inline claiming(me, epoch, i) {
  i = NONE;
  if
#ifndef BROKEN_CLAIM
  :: leaseOwner != me || leaseEpoch != epoch
#endif
  :: else ->
     if
     :: waiting[0] -> i = 0
     :: waiting[1] -> i = 1
#ifdef BROKEN_HOLE
     :: hole[0] -> i = 0; hole[0] = false; waiting[0]++
     :: hole[1] -> i = 1; hole[1] = false; waiting[1]++
#endif
     :: else
     fi
  fi;
  if
  :: i != NONE ->
     assert(leaseOwner == me && leaseEpoch == epoch);
     waiting[i]--; claimed[i]++; claimant[i] = me; moment[i]++; unheard[i] = false; check()
  :: else
  fi
}

inline claim(me, epoch, i, attempt, at) {
  atomic {
    claiming(me, epoch, i);
    answer(me);
    if
    :: i != NONE && heard -> attempt = attemptOf[i]; at = moment[i]
    :: i != NONE && !heard -> unheard[i] = true; i = NONE
    :: else
    fi;
    epoch = 0
  }
}

/* What a claim is called: its invocation, attempt, session and moment. */
#ifdef BROKEN_MOMENT
#define named(i, who, attempt, at) (claimed[i] && claimant[i] == who && attemptOf[i] == attempt)
#else
#define named(i, who, attempt, at) (claimed[i] && claimant[i] == who && attemptOf[i] == attempt && moment[i] == at)
#endif

inline finishing(i, who, attempt, at) {
  if
#ifdef BROKEN_FINISH
  :: true -> claimed[i] = 0; unheard[i] = false; ended[i]++; check()
#else
  :: named(i, who, attempt, at) -> claimed[i]--; claimant[i] = NONE; unheard[i] = false; ended[i]++; attemptOf[i] = 1; moment[i] = 0; check()
  :: else
#endif
  fi
}

inline finish(i, who, attempt, at) {
  finishing(i, who, attempt, at); answer(me)
}

/* The same, claiming the next in one step. */
inline finish_and_claim(epoch, i, attempt, at, j) {
  atomic {
    finishing(i, me, attempt, at);
    claiming(me, epoch, j);
    answer(me);
    if
    :: j != NONE && !heard -> unheard[j] = true; j = NONE
    :: else
    fi;
    epoch = 0;
    if :: heard -> break :: else fi
  }
}

/* Another attempt is to come, after a while. */
inline retrying(i, who, attempt, at) {
  if
#ifdef BROKEN_RETRY
  :: true -> claimed[i] = 0; delayed[i]++; check()
#else
  :: named(i, who, attempt, at) -> claimed[i]--; claimant[i] = NONE; unheard[i] = false; delayed[i]++; attemptOf[i]++; check()
  :: else
#endif
  fi
}

inline retry(i, who, attempt, at) {
  retrying(i, who, attempt, at); answer(me)
}

inline retry_and_claim(epoch, i, attempt, at, j) {
  atomic {
    retrying(i, me, attempt, at);
    claiming(me, epoch, j);
    answer(me);
    if
    :: j != NONE && !heard -> unheard[j] = true; j = NONE
    :: else
    fi;
    epoch = 0;
    if :: heard -> break :: else fi
  }
}

/* What was seen to be due is moved if it still is. */
inline promote(i) {
  d_step {
    if
#ifdef BROKEN_PROMOTE
    :: true -> delayed[i] = 0; waiting[i]++; check()
#else
    :: delayed[i] -> delayed[i]--; waiting[i]++; check()
    :: else
#endif
    fi
  }
}

#define RECORDED 1
#define WAITING  2

inline cancelled(i, known) {
  ended[i]++; attemptOf[i] = 1; moment[i] = 0; givenUp[i] = (known == WAITING)
}

/* Ends it from outside. What has no record is known by having been seen: as waiting, and then it must not be claimed. */
inline cancel(i, known) {
  d_step {
    if
#ifdef BROKEN_CANCEL
    :: ended[i] -> ended[i]++
#endif
#ifdef BROKEN_KNOWN
    :: claimed[i] ->
#else
    :: claimed[i] && known == RECORDED ->
#endif
       claimed[i]--; claimant[i] = NONE; unheard[i] = false; cancelled(i, known)
    :: delayed[i] -> delayed[i]--; cancelled(i, known)
    :: waiting[i] -> waiting[i]--; hole[i] = true; cancelled(i, known)
    :: else
    fi;
    check()
  }
}

inline release(i, who, attempt, at, started) {
  if
  :: named(i, who, attempt, at) ->
     claimed[i]--; claimant[i] = NONE; unheard[i] = false; waiting[i]++;
     if
     :: started -> attemptOf[i]++
     :: else
     fi;
     check()
  :: else
  fi;
  answer(me)
}

inline take_lease(me) {
  atomic {
    if
    :: leaseOwner == NONE ->
#ifndef BROKEN_EPOCH
       lastEpoch++;
#endif
       assert(lastEpoch > leaseEpoch);
       leaseOwner = me; leaseEpoch = lastEpoch
    :: else
    fi;
    answer(me);
    if
    :: leaseOwner == me && heard -> mine[me] = leaseEpoch
    :: else
    fi
  }
}

inline renew_lease(me) {
  d_step {
    if
    :: leaseOwner != me || leaseEpoch != mine[me] -> mine[me] = 0
    :: else
    fi
  }
}

inline drop_lease(me, epoch) {
  d_step {
    if
    :: leaseOwner == me && leaseEpoch == epoch -> leaseOwner = NONE
    :: else
    fi
  }
}

/* ---- what invokers do with them ---- */

/* Said again until it is heard. */
inline finish_until_told(i, who, attempt, at) {
  do
  :: atomic { finish(i, who, attempt, at); if :: heard -> break :: else fi }
  od
}

inline release_until_told(i, who, attempt, at, started) {
  do
  :: atomic { release(i, who, attempt, at, started); if :: heard -> break :: else fi }
  od
}

/* It may have been started, and is lost. */
inline settle(i, who, attempt, at) {
  if
#ifndef BROKEN_SYNC
  :: isSync(i) -> finish_until_told(i, who, attempt, at)
#endif
#ifndef BROKEN_BOUND
  :: !isSync(i) && attempt >= MAX_ATTEMPTS -> finish_until_told(i, who, attempt, at)
#endif
  :: else -> release_until_told(i, who, attempt, at, true)
  fi
}

inline retry_until_told(i, who, attempt, at) {
  do
  :: atomic { retry(i, who, attempt, at); if :: heard -> break :: else fi }
  od
}

/* One place of a container. */
proctype Lane(byte me) {
  byte i = NONE, j = NONE, attempt, at, epoch;
  {
    do
    :: i == NONE && mine[me] && (waiting[0] || waiting[1]) ->
       epoch = mine[me];                  /* read now, shown when the claim arrives */
       claim(me, epoch, i, attempt, at)
    :: i != NONE ->
       if
       :: fault; release_until_told(i, me, attempt, at, false)
       :: d_step { starts[i]++; check() };
          if
          :: epoch = mine[me];
             do
             :: finish_and_claim(epoch, i, attempt, at, j);
                finish_until_told(i, me, attempt, at); break
             od
#ifdef BROKEN_ATTEMPTS
          :: atomic { !isSync(i) && faults > 0 -> faults--; epoch = mine[me] };
#else
          :: atomic { !isSync(i) && attempt < MAX_ATTEMPTS && faults > 0 -> faults--; epoch = mine[me] };
#endif
             do
             :: retry_and_claim(epoch, i, attempt, at, j);
                retry_until_told(i, me, attempt, at); break
             od
          :: fault; settle(i, me, attempt, at)
          fi
       fi;
       atomic {
         i = j; j = NONE;
         if
         :: i != NONE -> attempt = attemptOf[i]; at = moment[i]
         :: else -> attempt = 0; at = 0
         fi
       }
    :: over && i == NONE -> break
    od
  } unless { crashed[me] }
}

/* A claim nobody works on: its session is over, or it is ours and the answer never came. The second may be in a shard that has left us since. */
#define orphan(i) (mine[me] && claimed[i] && claimant[i] != me && !alive[claimant[i]])
#ifdef BROKEN_MOVED
#define missed(i) (mine[me] && claimed[i] && claimant[i] == me && unheard[i] && suspects[me])
#else
#define missed(i) (claimed[i] && claimant[i] == me && unheard[i] && suspects[me])
#endif
#define forsaken(i) (orphan(i) || missed(i))

/* Who owns: takes, renews, hands over, and settles the claims nobody works on. */
proctype Owner(byte me) {
  byte i, who, attempt, at, epoch;
  {
    do
    :: mine[me] == 0 && leaseOwner == NONE -> take_lease(me)
    :: mine[me] == 0 && leaseOwner == me -> take_lease(me)
    :: mine[me] && (leaseOwner != me || leaseEpoch != mine[me]) -> renew_lease(me)
    :: atomic { mine[me] && faults > 0 -> faults--; epoch = mine[me]; mine[me] = 0 }; drop_lease(me, epoch); epoch = 0
    :: !alive[me] -> alive[me] = true
    :: atomic { forsaken(0) || forsaken(1) ->
         if :: forsaken(0) -> i = 0 :: forsaken(1) -> i = 1 fi;
         who = claimant[i]; attempt = attemptOf[i]; at = moment[i]
       };
       /* Listed now, settled later. */
       if
       :: who == me -> release_until_told(i, who, attempt, at, false)
       :: else -> settle(i, who, attempt, at)
       fi;
       atomic { i = 0; who = 0; attempt = 0; at = 0 }
    :: atomic { mine[me] && (delayed[0] || delayed[1]) -> if :: delayed[0] -> i = 0 :: delayed[1] -> i = 1 fi };
       /* Seen to be due now, moved later. */
       promote(i); i = 0
    :: over -> break
    od
  } unless { crashed[me] }
}

/* Takes in what callers ask, gives up on what nobody has started, and takes back. */
proctype Gateway() {
  enqueue(0);
  enqueue(1);
  do
  :: atomic { faults > 0 && !claimed[0] && !ended[0] -> faults-- }; cancel(0, WAITING)
  :: atomic { faults > 0 && !ended[1] -> faults-- }; cancel(1, RECORDED)
  :: over -> break
  od
}

/* Time runs out, and processes are killed. */
proctype Fate() {
  do
  :: atomic { leaseOwner != NONE && (faults > 0 || crashed[leaseOwner]) ->
     if :: crashed[leaseOwner] :: else -> faults-- fi;
     leaseOwner = NONE }
  :: atomic { alive[0] && crashed[0] -> alive[0] = false }
  :: atomic { alive[0] && faults > 0 -> faults--; alive[0] = false }
  :: atomic { alive[1] && faults > 0 -> faults--; alive[1] = false }
  :: atomic { faults > 0 -> faults--; crashed[0] = true }
  :: over -> break
  od
}

init {
  atomic { run Gateway(); run Fate(); run Owner(0); run Lane(0); run Owner(1); run Lane(1) }
}
