"""What requests and answers hold, as pydantic models: the validation and the OpenAPI document."""
