"""The few loops of bookkeeping that are worth machine code, each with its plain equivalent in NumPy elsewhere."""

from __future__ import annotations

from functools import lru_cache

from willing.futures.engine import BLOCK
from willing.futures.machine import Function, compile_code

_TRANSPOSE = """
define void @transpose(i64 %groups, i64 %depth, ptr %nodes, ptr %planes) {
entry:
  %some = icmp sgt i64 %groups, 0
  %deep = icmp sgt i64 %depth, 0
  %any = and i1 %some, %deep
  br i1 %any, label %group, label %done
group:
  %g = phi i64 [0, %entry], [%next, %filled]
  %from = getelementptr <64 x i64>, ptr %nodes, i64 %g
  %bits = load <64 x i64>, ptr %from, align 8
  br label %plane
plane:
  %k = phi i64 [0, %group], [%above, %plane]
  %one = shl i64 1, %k
  %first = insertelement <64 x i64> poison, i64 %one, i64 0
  %mask = shufflevector <64 x i64> %first, <64 x i64> poison, <64 x i32> zeroinitializer
  %own = and <64 x i64> %bits, %mask
  %held = icmp ne <64 x i64> %own, zeroinitializer
  %word = bitcast <64 x i1> %held to i64
  %row = mul i64 %k, %groups
  %at = add i64 %row, %g
  %into = getelementptr i64, ptr %planes, i64 %at
  store i64 %word, ptr %into, align 8
  %above = add i64 %k, 1
  %last = icmp eq i64 %above, %depth
  br i1 %last, label %filled, label %plane
filled:
  %next = add i64 %g, 1
  %end = icmp eq i64 %next, %groups
  br i1 %end, label %done, label %group
done:
  ret void
}
"""


@lru_cache(maxsize=1)
def transpose() -> Function:
    """``transpose(groups, depth, nodes, planes)``: bit k of each of 64 nodes as word ``k * groups + group``."""
    return compile_code([_TRANSPOSE], ["transpose"]).function("transpose", numbers=2, arrays=2)


_COUNT = f"""
declare <8 x i64> @llvm.ctpop.v8i64(<8 x i64>)
declare i64 @llvm.vector.reduce.add.v8i64(<8 x i64>)

define void @by_place(i64 %groups, ptr %starts, ptr %blocks, ptr %counts) {{
entry:
  %some = icmp sgt i64 %groups, 0
  br i1 %some, label %group, label %done
group:
  %g = phi i64 [0, %entry], [%next, %ended]
  %p = getelementptr i64, ptr %starts, i64 %g
  %first = load i64, ptr %p, align 8
  %q = getelementptr i64, ptr %p, i64 1
  %last = load i64, ptr %q, align 8
  br label %row
row:
  %r = phi i64 [%first, %group], [%below, %row]
  %sum = phi <{BLOCK} x i8> [zeroinitializer, %group], [%more, %row]
  %at = getelementptr <8 x i64>, ptr %blocks, i64 %r
  %words = load <8 x i64>, ptr %at, align 8
  %bits = bitcast <8 x i64> %words to <{BLOCK} x i1>
  %ones = zext <{BLOCK} x i1> %bits to <{BLOCK} x i8>
  %more = add <{BLOCK} x i8> %sum, %ones
  %below = add i64 %r, 1
  %end = icmp eq i64 %below, %last
  br i1 %end, label %ended, label %row
ended:
  %into = getelementptr <{BLOCK} x i8>, ptr %counts, i64 %g
  store <{BLOCK} x i8> %more, ptr %into, align 8
  %next = add i64 %g, 1
  %over = icmp eq i64 %next, %groups
  br i1 %over, label %done, label %group
done:
  ret void
}}

define void @by_size(i64 %rows, i64 %sizes, ptr %masks, ptr %blocks, ptr %counts) {{
entry:
  %some = icmp sgt i64 %rows, 0
  br i1 %some, label %row, label %done
row:
  %r = phi i64 [0, %entry], [%below, %ended]
  %at = getelementptr <8 x i64>, ptr %blocks, i64 %r
  %words = load <8 x i64>, ptr %at, align 8
  %base = mul i64 %r, %sizes
  br label %size
size:
  %s = phi i64 [0, %row], [%above, %size]
  %p = getelementptr <8 x i64>, ptr %masks, i64 %s
  %mask = load <8 x i64>, ptr %p, align 8
  %held = and <8 x i64> %words, %mask
  %each = call <8 x i64> @llvm.ctpop.v8i64(<8 x i64> %held)
  %sum = call i64 @llvm.vector.reduce.add.v8i64(<8 x i64> %each)
  %place = add i64 %base, %s
  %into = getelementptr double, ptr %counts, i64 %place
  %number = uitofp i64 %sum to double
  store double %number, ptr %into, align 8
  %above = add i64 %s, 1
  %last = icmp eq i64 %above, %sizes
  br i1 %last, label %ended, label %size
ended:
  %below = add i64 %r, 1
  %over = icmp eq i64 %below, %rows
  br i1 %over, label %done, label %row
done:
  ret void
}}
"""


@lru_cache(maxsize=1)
def counting() -> tuple[Function, Function]:
    """Two ways of counting the bits of blocks of 512.

    ``by_place(groups, starts, blocks, counts)``: for each group of at most 255 blocks, how many have each bit.
    ``by_size(rows, sizes, masks, blocks, counts)``: for each block, how many bits it has within each mask.
    """
    code = compile_code([_COUNT], ["by_place", "by_size"])
    return code.function("by_place", numbers=1, arrays=3), code.function("by_size", numbers=2, arrays=3)
