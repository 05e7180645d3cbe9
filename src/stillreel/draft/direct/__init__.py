"""From a brief to a storyboard that a designer would accept: see `storyboard.py`.

`pace` decides lengths and beats, `framing` how pictures stand and move, `screen` the canvas, `moods` what a mood
changes, `notices` what should be said about the uploads. Nothing here asks or guesses words for the user.
"""
