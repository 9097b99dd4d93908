"""Does the plan survive? A clock that runs through a plan while units fail, nations leave and demand rises.

A unit is *gone* for good; or *away* from the step in which its tour begins, for ``tour`` steps; or *dwelling* until
``cycle`` steps after that beginning; or *not ready*; or *rested*. At first all are rested. In each step, in this order:

1. **Surges.** A surge that is not going on begins if its draw for the step says so, and goes on for ``lasts`` steps.
   A post then requires its persons times the factor of every surge that is going on, rounded down.
2. **Leaving.** An event that makes units leave happens once, in a step drawn beforehand. Its units are gone. Those away
   stop serving at once and are fetched by their own nation: what their tours were booked with from this step on, and
   all their planned tours, is released.
3. **The plan.** Planned tours of this step begin, in the order of the plan. One *lapses*, and what it was booked with
   is released, if its unit is gone, away, dwelling or not ready, or if the unit, called up, is found not ready: it
   then is not ready for the delay, counted from this step.
4. **The rule.** Posts are gone through from the weightiest to the least, in the order of the problem where equal (twice
   where the problem has needs). As long as the units at a post, those in handover counted in full, add fewer persons
   than it requires, a unit is called up: of those that may be sent the one with the greatest proportional dwell, where
   equal the one that adds most, then the first. It goes, or is found not ready as above and the next is called up. A
   unit may be sent if it adds anyone; if it is rested; if the problem lets its kind begin in this step, or if only the
   end of the plan forbids it; if it has no planned tour within its cycle, unless it is marked free; if every budget, in
   each step of the tour, has room for it beside all that is booked, planned tours among it; if the lift has, in the
   first and the last step; and if no need of the post would then be unmet, units in handover counted in full.
   Proportional dwell is the steps since the last tour ended, divided by the cycle; a unit that was not away yet came
   home one cycle before step 0.
5. **The count.** A post is covered by what its units add in this step of their tours, never above what it requires.
   Where fewer provide than a need asks for, the persons beyond what they suffice for do not count, at the least weighty
   posts first, the last of the problem where equal.

A draw for a unit has the index ``unit * T + step``, one for a surge ``step``, one for leaving 0.
"""
