"""Outlines as data, one file for each kind of thing, and what their details are made of.

people: with keypoints; drawn from skeletons of 1.74 m, the side views as seen from the right. products: what is sold on
shelves. room: furniture, and what stands on it or hangs above it, seen from the front. street: what stands along one.
"""
