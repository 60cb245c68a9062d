"""All of Streamlit: the pages and what they are made of. Nothing here loads TensorFlow."""
