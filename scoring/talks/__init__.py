"""Three-step feedback and interviews 三步反馈与绩效面谈: pushed, explained, planned; both sign; followed up."""
