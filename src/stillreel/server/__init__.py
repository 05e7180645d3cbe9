"""THE SERVICE: HTTP in front of the studio. It translates, counts and guards; what is made is made below it.

guard -> trace -> gate -> routes -> studio and store
"""
