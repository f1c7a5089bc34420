"""What is about the five lectures: their map, their worked example, the numbers they print.

course: chapters, and the crosswalk from the lectures' rows to them. by_hand: the Melbourne
workshop's example; lines: its numbers, each with its formula. slides: what the slides print, and
why some of it differs.
"""
