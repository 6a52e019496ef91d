"""Self-assessment 自评: what agents say of their own month, beside the review. It never changes a figure."""
