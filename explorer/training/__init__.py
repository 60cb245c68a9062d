"""Networks and their training. Everything here loads TensorFlow; nothing here loads Streamlit."""
