"""What runs inside the jail only: the code that lets PyAV, Pillow and OpenCV touch strangers' bytes."""
