"""The tables of MARATHON, the US Army's model of rotation: read, judged by the static rule, and written."""
