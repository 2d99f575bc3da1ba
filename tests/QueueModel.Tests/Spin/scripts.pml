/*
 * The store, and what each script of Storage/Scripts does to it: an inline of the same name, as atomic as the script.
 * A safeguard that is taken away (BROKEN_...) is the one named in the same place.
 */
#define INVOCATIONS  3
#define NONE         255

#define NORMAL 0
#define HIGH   1
#define LOW    2

#define isSync(i)    ((i) == 0)
#define waits(i)     ((list[i] || aside[i]) && !hole[i])
#define accounted(i) ((list[i] + aside[i] - hole[i]) + delayed[i] + claimed[i] + ended[i] == accepted[i])
#define high(i)      (aside[i] && rank[i] == HIGH)
#define low(i)       (aside[i] && rank[i] == LOW)
#define goesBefore(i) (waits(i) && !low(i))
#define someWait     (waits(0) || waits(1) || waits(2))

/* The store: places in the queue, each of at most one invocation, and what is noted of each. */
byte accepted[INVOCATIONS], list[INVOCATIONS], aside[INVOCATIONS], delayed[INVOCATIONS], claimed[INVOCATIONS], ended[INVOCATIONS];
byte marks;                               /* 'h' in the queue: each holds the place of one of high priority, which stands aside */
bool back[INVOCATIONS];                   /* put back at the head of the queue, before all marks */
bool hole[INVOCATIONS];                   /* cancelled, and its place in the queue is still there */
byte rank[INVOCATIONS];
bool due[INVOCATIONS];                    /* the store's clock has passed the time before which it must not run */
byte attemptOf[INVOCATIONS] = 1;          /* of the waiting item, or of the claim */
byte claimant[INVOCATIONS] = NONE;
byte moment[INVOCATIONS];                 /* when the claim was made: counts the claims of this invocation */
bool letter, redriven;                    /* the dead letter of invocation 1; the key under which it is invoked again, as invocation 2 */
byte leaseOwner = NONE, leaseEpoch, lastEpoch;
bool alive[INVOKERS] = true;              /* the sessions */
byte roomOwner = NONE, roomEpoch;         /* who has room to run what comes next, and under which lease it said so */
chan hands[INVOKERS] = [INVOCATIONS] of { byte, byte, byte }  /* what was claimed for it where it was accepted: invocation, attempt, moment */

/* Seen by nobody but the checker. */
byte starts[INVOCATIONS];
bool givenUp[INVOCATIONS];                /* its caller was told that it will never be started */
bool unheard[INVOCATIONS];                /* claimed, and the answer never reached the claimant */
bool died;                                /* invocation 1 ended as a dead letter */
hidden byte heard, taken, asideOf;

inline check() {
  assert(accounted(0) && accounted(1) && accounted(2));
  assert(ended[0] <= 1 && ended[1] <= 1 && accepted[2] <= 1);
  assert(starts[0] <= 1);
  assert(!givenUp[0] || starts[0] == 0);
  assert(attemptOf[0] <= MAX_ATTEMPTS && attemptOf[1] <= MAX_ATTEMPTS && attemptOf[2] <= MAX_ATTEMPTS);
  assert(marks == high(0) + high(1) + high(2));
  assert(!letter || died)
}

/* The answer of a script may be lost on its way, though the script was carried out. */
inline answer(me) {
  if
  :: heard = true
  :: faults > 0 -> faults--; heard = false;
     if
     :: broken != BROKEN_SUSPICION -> suspects[me] = true
     :: else
     fi
  fi
}

inline push(i) {
  if
  :: rank[i] == NORMAL -> list[i]++; back[i] = false
  :: else ->
     aside[i]++;
     if
     :: rank[i] == HIGH && broken != BROKEN_MARK -> marks++
     :: else
     fi
  fi
}

/* Whoever ended one and claimed no other has room for what comes next. */
inline idle(me, epoch) {
  roomOwner = me; roomEpoch = epoch
}

#define hasRoom (roomOwner != NONE && !list[0] && !list[1] && !list[2] && !marks && (leaseOwner == roomOwner && leaseEpoch == roomEpoch || broken == BROKEN_ROOM))

/* Claims it for whom has room, and says so; that may come late, or never. */
inline hand(i) {
  assert(leaseOwner == roomOwner && leaseEpoch == roomEpoch);
  claimed[i]++; claimant[i] = roomOwner; moment[i]++; unheard[i] = false; roomOwner = NONE;
  if
  :: hands[claimant[i]]!i,attemptOf[i],moment[i]
  :: faults > 0 -> faults--; unheard[i] = true;
     if
     :: broken != BROKEN_SUSPICION -> suspects[claimant[i]] = true
     :: else
     fi;
     if
     :: hands[claimant[i]]!i,attemptOf[i],moment[i]
     :: true
     fi
  fi
}

inline enqueue(i) {
  atomic {
    accepted[i]++; due[i] = true;
    if
    :: rank[i] == NORMAL && hasRoom -> hand(i)
    :: else -> push(i)
    fi;
    check()
  }
}

inline enqueue_with_delay(i) {
  d_step { accepted[i]++; delayed[i]++; check() }
}

/* Under a key: accepted once. */
inline enqueue_with_key(i) {
  d_step {
    if
    :: !redriven || broken == BROKEN_ONCE -> redriven = true; rank[i] = rank[1]; accepted[i]++; due[i] = true; push(i)
    :: else
    fi;
    check()
  }
}

/* Takes the letter away of what was invoked again. */
inline purge() {
  d_step { assert(!letter || redriven); letter = false }
}

/* Takes what stands aside: the one of high priority, if any. */
inline popping_aside() {
  if
  :: high(0) && broken != BROKEN_SCORE -> taken = 0
  :: high(1) && broken != BROKEN_SCORE -> taken = 1
  :: high(2) && broken != BROKEN_SCORE -> taken = 2
  :: else -> taken = (low(1) -> 1 : (low(2) -> 2 : (aside[0] -> 0 : (aside[1] -> 1 : (aside[2] -> 2 : NONE)))))
  fi;
  if
  :: taken != NONE -> aside[taken]--; asideOf = true
  :: else
  fi
}

/* Whose turn it is. The order among those that were pushed alike is left to chance. */
inline popping() {
  taken = NONE; asideOf = false;
  if
  :: list[0] && (back[0] || !marks) -> taken = 0; list[0]--
  :: list[1] && (back[1] || !marks) -> taken = 1; list[1]--
  :: list[2] && (back[2] || !marks) -> taken = 2; list[2]--
  :: marks -> marks--; popping_aside()
  :: !marks && (!list[0] && !list[1] && !list[2] || broken == BROKEN_LOW) -> popping_aside()
  fi
}

inline claiming(me, epoch, i) {
  i = NONE;
  if
  :: (leaseOwner != me || leaseEpoch != epoch) && broken != BROKEN_CLAIM
  :: else ->
     do
     :: popping();
        if
        :: taken == NONE -> break
        :: else ->
           if
           :: hole[taken] && broken != BROKEN_HOLE -> hole[taken] = false
           :: else -> i = taken; break
           fi
        fi
     od
  fi;
  if
  :: i != NONE ->
     assert(leaseOwner == me && leaseEpoch == epoch);
     assert(due[i]);
     /* Low when nothing else waits, high before all that did not come back. */
     assert(!(asideOf && rank[i] == LOW) || !(goesBefore(0) || goesBefore(1) || goesBefore(2)));
     assert(asideOf || back[i] || !(high(0) || high(1) || high(2)));
     back[i] = false; roomOwner = NONE;
     claimed[i]++; claimant[i] = me; moment[i]++; unheard[i] = false; check()
  :: else
  fi;
  taken = NONE; asideOf = false
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
#define named(i, who, attempt, at) (claimed[i] && claimant[i] == who && attemptOf[i] == attempt && (moment[i] == at || broken == BROKEN_MOMENT))

inline ending(i) {
  claimed[i]--; claimant[i] = NONE; unheard[i] = false; ended[i]++; attemptOf[i] = 1; moment[i] = 0; due[i] = false
}

inline finishing(i, who, attempt, at) {
  if
  :: named(i, who, attempt, at) || broken == BROKEN_FINISH -> ending(i); check()
  :: else
  fi
}

/* Ends it for good, and keeps what could be invoked again. */
inline burying(i, who, attempt, at) {
  if
  :: named(i, who, attempt, at) ->
     ending(i);
     if
     :: i == 1 -> died = true; letter = true
     :: else
     fi;
     check()
  :: else ->
     if
     :: i == 1 && broken == BROKEN_BURY -> letter = true
     :: else
     fi;
     check()
  fi
}

/* Another attempt is to come, after a while. */
inline retrying(i, who, attempt, at) {
  if
  :: named(i, who, attempt, at) || broken == BROKEN_RETRY ->
     claimed[i]--; claimant[i] = NONE; unheard[i] = false; delayed[i]++; due[i] = false; attemptOf[i]++; check()
  :: else
  fi
}

/* What was seen to be due is moved if it still is. */
inline promote(i) {
  d_step {
    if
    :: delayed[i] && (due[i] || broken == BROKEN_DUE) || broken == BROKEN_PROMOTE -> delayed[i]--; push(i); check()
    :: else
    fi
  }
}

#define RECORDED 1
#define WAITING  2

inline cancelled(i, known) {
  ended[i]++; attemptOf[i] = 1; moment[i] = 0; due[i] = false; givenUp[i] = (known == WAITING)
}

/* Ends it from outside. What has no record is known by having been seen: as waiting, and then it must not be claimed. */
inline cancel(i, known) {
  d_step {
    if
    :: ended[i] && broken != BROKEN_CANCEL
    :: claimed[i] && (known == RECORDED || broken == BROKEN_KNOWN) ->
       claimed[i]--; claimant[i] = NONE; unheard[i] = false; cancelled(i, known)
    :: delayed[i] -> delayed[i]--; cancelled(i, known)
    :: waits(i) || ended[i] && broken == BROKEN_CANCEL -> hole[i] = true; cancelled(i, known)
    :: else
    fi;
    check()
  }
}

inline release(i, who, attempt, at, started) {
  if
  :: named(i, who, attempt, at) ->
     claimed[i]--; claimant[i] = NONE; unheard[i] = false; list[i]++; back[i] = true; roomOwner = NONE;
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
       if
       :: broken != BROKEN_EPOCH -> lastEpoch++
       :: else
       fi;
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
