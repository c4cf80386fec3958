"""The bytes of attachments: how they arrive, what is made of them, who gets them."""
