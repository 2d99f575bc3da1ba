/*
 * The queue's protocol in Promela, for spin: two invokers, one shard, one invocation whose caller waits, one nobody waits for, and a third when the second
 * dies and is invoked again. Between any two steps of a process anything may happen to the others: that is a pause, however long. Faults, and all else that
 * does not happen to every invocation, are counted, so that the histories are finite; within their numbers every history is looked at.
 * docs/queue-model.md tells what is left out. BROKEN=n ./pan takes the nth safeguard away: the checker must then object.
 */
#define INVOKERS     2
#define MAX_ATTEMPTS 2

#define BROKEN_CLAIM      1
#define BROKEN_FINISH     2
#define BROKEN_MOMENT     3
#define BROKEN_EPOCH      4
#define BROKEN_SYNC       5
#define BROKEN_BOUND      6
#define BROKEN_SUSPICION  7
#define BROKEN_MOVED      8
#define BROKEN_RETRY      9
#define BROKEN_ATTEMPTS  10
#define BROKEN_PROMOTE   11
#define BROKEN_CANCEL    12
#define BROKEN_HOLE      13
#define BROKEN_KNOWN     14
#define BROKEN_MARK      15
#define BROKEN_SCORE     16
#define BROKEN_LOW       17
#define BROKEN_DUE       18
#define BROKEN_BURY      19
#define BROKEN_ONCE      20
#define BROKEN_PURGE     21
#define BROKEN_ROOM      22
#define BROKEN_LATE      23
byte broken;

/* What the invokers believe. */
byte mine[INVOKERS];                      /* epoch of the lease it thinks it holds; 0: none */
bool crashed[INVOKERS], suspects[INVOKERS];

/* How many faults of any kind one history may hold. */
#ifndef FAULTS
#define FAULTS 3
#endif
byte faults = FAULTS;
bool closed;                              /* nobody invokes a dead letter again from here on */
#define fault atomic { faults > 0 -> faults-- }
#define over  (closed && ended[0] && ended[1] && ended[2] == accepted[2])

#include "scripts.pml"

short givenBack[INVOCATIONS];             /* the moments (a bit each) of claims that their claimant has put back unheard of */

/* ---- what invokers do with them ---- */

/* An end of one attempt that claims the next invocation in the same step, or does not ask for it; without it there is room for what comes then. */
inline and_claim(epoch, j) {
  if
  :: claiming(me, epoch, j)
  :: j = NONE
  fi;
  if
  :: j == NONE && leaseOwner == me && leaseEpoch == epoch -> idle(me, epoch)
  :: else
  fi;
  answer(me);
  if
  :: j != NONE && !heard -> unheard[j] = true; j = NONE
  :: else
  fi;
  epoch = 0
}

/* Said again until it is heard; the next is claimed the first time only. */
#define FINISH 0
#define RETRY  1
#define BURY   2

inline end(how, i, who, attempt, at) {
  if
  :: how == FINISH -> finishing(i, who, attempt, at)
  :: how == RETRY -> retrying(i, who, attempt, at)
  :: how == BURY -> burying(i, who, attempt, at)
  fi
}

inline end_until_told(how, i, who, attempt, at) {
  do
  :: atomic { end(how, i, who, attempt, at); answer(me); if :: heard -> break :: else fi }
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
  :: isSync(i) && broken != BROKEN_SYNC -> end_until_told(FINISH, i, who, attempt, at)
  :: !isSync(i) && attempt >= MAX_ATTEMPTS && broken != BROKEN_BOUND -> end_until_told(BURY, i, who, attempt, at)
  :: else -> release_until_told(i, who, attempt, at, true)
  fi
}

/* One place of a container. */
proctype Lane(byte me) {
  byte i = NONE, j = NONE, attempt, at, epoch, how;
  {
    do
    :: i == NONE && mine[me] && someWait ->
       epoch = mine[me];                  /* read now, shown when the claim arrives */
       claim(me, epoch, i, attempt, at)
    :: atomic { i == NONE && nempty(hands[me]) -> hands[me]?i,attempt,at;
         if
         :: (givenBack[i] >> at) & 1 && broken != BROKEN_LATE -> i = NONE; attempt = 0; at = 0
         :: else -> unheard[i] = unheard[i] && moment[i] != at
         fi
       }
    :: atomic { mine[me] && !accepted[0] && roomOwner == NONE && leaseOwner == me && leaseEpoch == mine[me] -> idle(me, mine[me]) }  /* of one before all these */
    :: i != NONE ->
       if
       :: fault; release_until_told(i, me, attempt, at, false)
       :: d_step { starts[i]++; check() };
          if
          :: fault; settle(i, me, attempt, at)
          :: atomic {
               if
               :: how = FINISH
               :: faults > 0 && !isSync(i) && (attempt < MAX_ATTEMPTS || broken == BROKEN_ATTEMPTS) -> faults--; how = RETRY
               :: faults > 0 && !isSync(i) -> faults--; how = BURY
               fi;
               epoch = mine[me]
             };
             atomic { end(how, i, me, attempt, at); and_claim(epoch, j) };
             if
             :: heard
             :: else
             fi
          fi
       fi;
       atomic {
         how = FINISH; i = j; j = NONE;
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
#define orphan(i)   (mine[me] && claimed[i] && claimant[i] != me && !alive[claimant[i]])
#define missed(i)   (claimed[i] && claimant[i] == me && unheard[i] && suspects[me] && (mine[me] || broken != BROKEN_MOVED))
#define forsaken(i) (orphan(i) || missed(i))
#define isDue(i)    (delayed[i] && due[i])

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
    :: atomic { forsaken(0) || forsaken(1) || forsaken(2) ->
         if :: forsaken(0) -> i = 0 :: forsaken(1) -> i = 1 :: forsaken(2) -> i = 2 fi;
         who = claimant[i]; attempt = attemptOf[i]; at = moment[i]
       };
       /* Listed now, settled later. */
       if
       :: who == me ->
          if
          :: atomic { unheard[i] && moment[i] == at -> givenBack[i] = givenBack[i] | (1 << at) }; release_until_told(i, who, attempt, at, false)
          :: else                           /* it was heard of meanwhile */
          fi
       :: else -> settle(i, who, attempt, at)
       fi;
       atomic { i = 0; who = 0; attempt = 0; at = 0 }
    :: atomic { isDue(0) || isDue(1) || isDue(2) -> if :: isDue(0) -> i = 0 :: isDue(1) -> i = 1 :: isDue(2) -> i = 2 fi };
       /* Seen to be due now, moved later; anybody may. */
       promote(i); i = 0
    :: over -> break
    od
  } unless { crashed[me] }
}

/* Invokes what died again: accepted first, taken away then, and asked once more where the answer was lost or another had looked before. */
inline redrive() {
  do
  :: atomic { !redriven || faults > 0 -> faults = faults - redriven }; enqueue_with_key(2)
  :: letter && (redriven || broken == BROKEN_PURGE) -> purge()
  :: redriven && !letter -> break
  od
}

/* Takes in what callers ask, gives up on what nobody has started, takes back, and invokes again what died. */
proctype Gateway() {
  if
  :: rank[0] = NORMAL
  :: atomic { fault; rank[0] = HIGH }
  fi;
  enqueue(0);
  if
  :: rank[1] = NORMAL
  :: atomic { fault; rank[1] = HIGH }
  :: atomic { fault; rank[1] = LOW }
  fi;
  if
  :: enqueue(1)
  :: fault; enqueue_with_delay(1)
  fi;
  do
  :: atomic { faults > 0 && !claimed[0] && !ended[0] -> faults-- }; cancel(0, WAITING)
  :: atomic { faults > 0 && !ended[1] -> faults-- }; cancel(1, RECORDED)
  :: letter -> redrive()
  :: atomic { ended[0] && ended[1] && ended[2] == accepted[2] -> closed = true; break }
  od
}

/* Time passes, and runs out; processes are killed. */
proctype Fate() {
  do
  :: atomic { delayed[0] && !due[0] -> due[0] = true }
  :: atomic { delayed[1] && !due[1] -> due[1] = true }
  :: atomic { delayed[2] && !due[2] -> due[2] = true }
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
  c_code { now.broken = getenv("BROKEN") ? atoi(getenv("BROKEN")) : 0; };
  atomic { run Gateway(); run Fate(); run Owner(0); run Lane(0); run Owner(1); run Lane(1) }
}
