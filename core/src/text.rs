//! Digits, letters and marks of Persian and Arabic text: fold for comparing, keep for showing.
